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
    private let left: Mutex<Int>

    init(_ base: any Storage, packs: Int, then end: End = .refuses) {
        self.base = base
        self.end = end
        left = Mutex(packs)
    }

    /// Packs that it still takes; less than none once one has been asked for that it does not.
    var room: Int { left.withLock { $0 } }

    func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        if name.text.hasPrefix("data/") {
            let isRefused = left.withLock { left in
                left -= 1
                return left < 0
            }
            if isRefused { try await refuse(name) }
        }
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
