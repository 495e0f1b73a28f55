internal import CSQLite
internal import Synchronization

/// Carries a task's cancellation to the statement it runs, and to no other task's.
final class InterruptSwitch: Sendable {
    private enum State {
        case idle
        /// The address of the connection that is interrupted. It is open for as long as this is so:
        /// the transaction that armed the switch disarms it before it gives the connection back.
        case armed(UInt)
        case cancelled
    }

    private let state = Mutex(State.idle)

    init() {}

    /// From now on `cancel` interrupts `handle`.
    func arm(_ handle: OpaquePointer) throws {
        let address = UInt(bitPattern: handle)
        let isCancelled = state.withLock { state in
            guard case .idle = state else { return true }
            state = .armed(address)
            return false
        }
        if isCancelled { throw CancellationError() }
    }

    /// From now on `cancel` does nothing; whether it came before. Twice is harmless.
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
            if case .armed(let address) = state {
                unsafe sqlite3_interrupt(OpaquePointer(bitPattern: address))
            }
            state = .cancelled
        }
    }
}
