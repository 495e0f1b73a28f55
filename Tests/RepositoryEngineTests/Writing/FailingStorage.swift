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
    private let packs: Mutex<Packs>

    private struct Packs {
        var left: Int
        var taking = 0
        /// Those that are refused.
        var waiting: [AsyncStream<Never>.Continuation] = []
    }

    init(_ base: any Storage, packs: Int, then end: End = .refuses) {
        self.base = base
        self.end = end
        self.packs = Mutex(Packs(left: packs))
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
        defer { taken() }
        try await base.put(name, body, rule)
    }

    private func taken() {
        let waiting: [AsyncStream<Never>.Continuation] = packs.withLock { packs in
            packs.taking -= 1
            guard packs.taking == 0 else { return [] }
            defer { packs.waiting = [] }
            return packs.waiting
        }
        for one in waiting { one.finish() }
    }

    /// Waits for the end of what is being taken: a refusal ends everything else.
    private func allTaken() async {
        let (stream, continuation) = AsyncStream<Never>.makeStream()
        packs.withLock { packs in
            packs.taking == 0 ? continuation.finish() : packs.waiting.append(continuation)
        }
        for await _ in stream {}
    }

    private func refuse(_ name: ObjectName) async throws {
        guard end == .stalls else {
            await allTaken()
            throw StorageError(.denied, "no more packs", object: name)
        }
        let nothing = AsyncStream<Never> { _ in }
        for await _ in nothing {}
        throw CancellationError()
    }
}
