internal import Synchronization

/// Carries a task's cancellation to the statement it runs, and to no other task's: a connection
/// serves many tasks in turn, and an interrupt that comes late must not hit the next one.
final class InterruptSwitch: Sendable {
    private enum State {
        case idle
        case armed(@Sendable () -> Void)
        case cancelled
    }

    private let state = Mutex(State.idle)

    init() {}

    /// From now on `cancel` calls `interrupt`, which returns at once and stays valid until
    /// `disarm`.
    func arm(_ interrupt: @escaping @Sendable () -> Void) throws {
        let isCancelled = state.withLock { state in
            guard case .idle = state else { return true }
            state = .armed(interrupt)
            return false
        }
        if isCancelled { throw CancellationError() }
    }

    /// From now on `cancel` interrupts nothing; whether it came before. Twice is harmless.
    @discardableResult
    func disarm() -> Bool {
        state.withLock { state in
            if case .cancelled = state { return true }
            state = .idle
            return false
        }
    }

    /// Called from any thread.
    func cancel() {
        state.withLock { state in
            // Under the lock, so that `disarm` returns only once no interrupt is under way.
            if case .armed(let interrupt) = state { interrupt() }
            state = .cancelled
        }
    }
}
