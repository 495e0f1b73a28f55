import Synchronization

/// Counts how many are inside at once.
final class Holder: Sendable {
    private let state = Mutex((now: 0, worst: 0, entries: 0))

    var entries: Int { state.withLock { $0.entries } }
    var worst: Int { state.withLock { $0.worst } }

    func enter() {
        state.withLock { state in
            state.now += 1
            state.entries += 1
            state.worst = max(state.worst, state.now)
        }
    }

    func leave() {
        state.withLock { $0.now -= 1 }
    }
}
