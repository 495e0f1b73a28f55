import Storage
import StorageSupport
import Synchronization

/// A location that takes so many packs and then fails, or stands still.
final class FailingStorage: ForwardingStorage {
    enum End: Sendable {
        case refuses
        /// Takes nothing until whoever waits is cancelled.
        case stalls
    }

    let base: any Storage
    private let end: End
    private let packs: Mutex<(left: Int, taking: Int)>

    init(_ base: any Storage, packs: Int, then end: End = .refuses) {
        self.base = base
        self.end = end
        self.packs = Mutex((packs, 0))
    }

    /// Whether it has all that it takes, and was asked for more.
    var isFull: Bool { packs.withLock { $0.left < 0 && $0.taking == 0 } }

    func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        guard name.text.hasPrefix("data/") else { return try await base.put(name, body, rule) }
        let isRefused = packs.withLock { packs in
            packs.left -= 1
            if packs.left >= 0 { packs.taking += 1 }
            return packs.left < 0
        }
        if isRefused { try await refuse(name) }
        defer { packs.withLock { $0.taking -= 1 } }
        try await base.put(name, body, rule)
    }

    private func refuse(_ name: ObjectName) async throws {
        guard end == .stalls else {
            throw StorageError(.denied, "no more packs", object: name)
        }
        let nothing = AsyncStream<Never> { _ in }
        for await _ in nothing {}
        throw CancellationError()
    }
}
