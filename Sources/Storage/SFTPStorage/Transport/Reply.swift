internal import Storage
internal import Synchronization

/// An answer that is on its way. Any number of tasks may await it: that a connection stands is what
/// all its first callers wait for.
final class Reply: Sendable {
    private struct State {
        var result: Result<SFTPResponse, StorageError>?
        var waiting: [Int: CheckedContinuation<SFTPResponse, any Error>] = [:]
        /// Those whose task was cancelled before they came to wait.
        var cancelled: Set<Int> = []
        var nextWaiter = 0
        var late: (@Sendable (SFTPResponse) -> Void)?
    }

    private let state = Mutex(State())

    /// The first result counts.
    func fulfil(_ result: Result<SFTPResponse, StorageError>) {
        let before: State? = state.withLock { state in
            guard state.result == nil else { return nil }
            let before = state
            state.result = result
            state.waiting = [:]
            return before
        }
        guard let before else { return }
        for waiting in before.waiting.values {
            waiting.resume(with: result.mapError { $0 as any Error })
        }
        if case .success(let response) = result { before.late?(response) }
    }

    /// Whether awaiting it takes no time.
    var isDone: Bool { state.withLock { $0.result != nil } }

    /// The answer; the task's cancellation ends the wait.
    func value() async throws -> SFTPResponse {
        let waiter = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result: Result<SFTPResponse, StorageError>? = state.withLock { state in
                    if state.cancelled.contains(waiter) { return .failure(.cancellation()) }
                    if state.result == nil { state.waiting[waiter] = continuation }
                    return state.result
                }
                if let result { continuation.resume(with: result.mapError { $0 as any Error }) }
            }
        } onCancel: {
            let waiting = state.withLock { state in
                state.cancelled.insert(waiter)
                return state.waiting.removeValue(forKey: waiter)
            }
            waiting?.resume(throwing: StorageError.cancellation())
        }
    }

    /// Calls `action` with an answer that nobody awaits any more, now or when it comes: for what
    /// the server has opened and nobody will close.
    func ifItComes(_ action: @escaping @Sendable (SFTPResponse) -> Void) {
        let result = state.withLock { state in
            state.late = action
            return state.result
        }
        if case .success(let response) = result { action(response) }
    }
}
