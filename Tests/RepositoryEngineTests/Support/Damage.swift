import Storage
import StorageSupport
import Synchronization

@testable import RepositoryEngine

/// Damages repositories as disks do.
enum Damage {
    static func flip(_ name: ObjectName, at offset: Int, _ vault: RepositoryVault) async throws {
        var bytes = try await vault.storage.get(name, limit: 1 << 30)
        bytes[offset] ^= 0x20
        try await vault.storage.put(name, bytes, .replace)
    }

    static func cut(_ name: ObjectName, by count: Int, _ vault: RepositoryVault) async throws {
        let bytes = try await vault.storage.get(name, limit: 1 << 30)
        try await vault.storage.put(name, Array(bytes.dropLast(count)), .replace)
    }

    /// Whether it went through.
    static func outcome<Result>(_ body: () async throws -> Result) async -> Bool {
        do {
            _ = try await body()
            return true
        } catch {
            return false
        }
    }
}

/// A location that is gone from a certain change on, as when a cable is pulled.
final class CountdownStorage: ForwardingStorage {
    let base: any Storage
    private let left: Mutex<Int>

    init(_ base: any Storage, failingAt number: Int) {
        self.base = base
        left = Mutex(number)
    }

    private func count(_ name: ObjectName) throws {
        let isGone = left.withLock { left in
            left -= name.isBelow("locks") ? 0 : 1
            return left <= 0
        }
        if isGone { throw StorageError(.unreachable, "the cable was pulled", object: name) }
    }

    func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        try count(name)
        try await base.put(name, body, rule)
    }

    func delete(_ name: ObjectName) async throws {
        try count(name)
        try await base.delete(name)
    }
}
