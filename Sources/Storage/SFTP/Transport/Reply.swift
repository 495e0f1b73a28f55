internal import Host
package import Storage
internal import Synchronization

/// An answer that is on its way. Any number of tasks may await it: that a connection stands is what
/// all its first callers wait for.
package final class Reply: Sendable {
    private struct State {
        var result: Result<SFTPResponse, StorageError>?
        var waiting: [Int: CheckedContinuation<SFTPResponse, any Error>] = [:]
        /// Those whose task was cancelled before they came to wait.
        var cancelled: Set<Int> = []
        var nextWaiter = 0
        var actions: [@Sendable (Result<SFTPResponse, StorageError>) -> Void] = []
    }

    private let state = Mutex(State())

    /// The first result counts.
    package func fulfil(_ result: Result<SFTPResponse, StorageError>) {
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
        for action in before.actions { action(result) }
    }

    /// Whether awaiting it takes no time.
    package var isDone: Bool { state.withLock { $0.result != nil } }

    /// The answer; the task's cancellation ends the wait.
    package func value() async throws -> SFTPResponse {
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

    /// Calls `action` with the answer, now or when it comes, on the connection's thread: it must
    /// not wait for anything.
    package func whenDone(
        _ action: @escaping @Sendable (Result<SFTPResponse, StorageError>) -> Void
    ) {
        let result = state.withLock { state in
            if state.result == nil { state.actions.append(action) }
            return state.result
        }
        if let result { action(result) }
    }

    /// Calls `action` with an answer that nobody awaits any more, now or when it comes: for what
    /// the server has opened and nobody will close.
    package func ifItComes(_ action: @escaping @Sendable (SFTPResponse) -> Void) {
        whenDone { result in
            if case .success(let response) = result { action(response) }
        }
    }

    /// The answer, for threads that may block. The connection's patience ends the wait.
    package func wait() throws(StorageError) -> SFTPResponse {
        let box = Monitor<Result<SFTPResponse, StorageError>?>(nil)
        whenDone { result in box.change { $0 = result } }
        return try box.wait { $0 }.get()
    }
}
