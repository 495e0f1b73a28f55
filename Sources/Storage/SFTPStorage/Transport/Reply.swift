internal import Storage
internal import Synchronization

/// An answer that is on its way; awaited by one task, or by none.
final class Reply: Sendable {
    private struct State {
        var result: Result<SFTPResponse, StorageError>?
        var waiting: CheckedContinuation<SFTPResponse, any Error>?
        var late: (@Sendable (SFTPResponse) -> Void)?
        var isCancelled = false
    }

    private let state = Mutex(State())

    /// The first result counts.
    func fulfil(_ result: Result<SFTPResponse, StorageError>) {
        let before: State? = state.withLock { state in
            guard state.result == nil else { return nil }
            defer {
                state.result = result
                state.waiting = nil
            }
            return state
        }
        before?.waiting?.resume(with: result.mapError { $0 as any Error })
        if case .success(let response) = result { before?.late?(response) }
    }

    /// Whether awaiting it takes no time.
    var isDone: Bool { state.withLock { $0.result != nil } }

    /// The answer; the task's cancellation ends the wait.
    func value() async throws -> SFTPResponse {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result: Result<SFTPResponse, StorageError>? = state.withLock { state in
                    if state.isCancelled { return .failure(.cancellation()) }
                    if state.result == nil { state.waiting = continuation }
                    return state.result
                }
                if let result { continuation.resume(with: result.mapError { $0 as any Error }) }
            }
        } onCancel: {
            let waiting = state.withLock { state in
                state.isCancelled = true
                defer { state.waiting = nil }
                return state.waiting
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
