import Storage
import Synchronization
import Values

/// Breaks off after a number of removals, as a machine does that loses its power.
final class RemovalLimit: Storage {
    private let base: any Storage
    private let left: Mutex<Int>

    init(_ base: any Storage, _ allowed: Int) {
        self.base = base
        left = Mutex(allowed)
    }

    var place: String { base.place }

    var traits: StorageTraits {
        StorageTraits(takesUnknownLength: true, createIsExact: true, transfersMax: 1)
    }

    func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        try await base.put(name, body, rule)
    }

    func get(_ name: ObjectName, _ range: Range<Int64>?) async throws -> any ObjectReader {
        try await base.get(name, range)
    }

    func head(_ name: ObjectName) async throws -> ObjectInfo? {
        try await base.head(name)
    }

    func list(
        _ folder: ObjectName?, _ take: @Sendable ([ObjectInfo]) async throws -> Void
    ) async throws {
        try await base.list(folder, take)
    }

    func delete(_ name: ObjectName) async throws {
        let isAllowed = left.withLock { left in
            left -= 1
            return left >= 0
        }
        guard isAllowed else { throw StorageError(.unreachable, "the power is gone") }
        try await base.delete(name)
    }

    func space() async throws -> StorageSpace? { try await base.space() }

    func sweep(before moment: Timestamp) async throws -> Int {
        try await base.sweep(before: moment)
    }

    func close() async { await base.close() }
}
