internal import Synchronization

/// Lets so many go at a time, in the order they came.
package final class TransferSlots: Sendable {
    private struct State {
        var free: Int
        var nextID = 0
        var waiting: [(id: Int, continuation: CheckedContinuation<Void, any Error>)] = []
    }

    private let state: Mutex<State>

    package init(_ count: Int) {
        precondition(count > 0, "somebody has to be able to go")
        state = Mutex(State(free: count))
    }

    /// A place; see `Slot`. Throws `CancellationError` for a cancelled task.
    package func take() async throws -> Slot {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let decided: Result<Void, any Error>? = state.withLock { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.free > 0 {
                        state.free -= 1
                        return .success(())
                    }
                    state.waiting.append((id, continuation))
                    return nil
                }
                if let decided { continuation.resume(with: decided) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0) }
            }
            waiter?.continuation.resume(throwing: CancellationError())
        }
        return Slot(of: self)
    }

    fileprivate func giveBack() {
        let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst().continuation }
            state.free += 1
            return nil
        }
        next?.resume()
    }

    /// A place, given back when it is said so, at the latest when it is let go of. Who waits for a
    /// second place while he has one stands still as soon as all do so.
    package final class Slot: Sendable {
        private let slots: Mutex<TransferSlots?>

        fileprivate init(of slots: TransferSlots) {
            self.slots = Mutex(slots)
        }

        deinit {
            giveBack()
        }

        /// Lets the next one go. Twice is harmless.
        func giveBack() {
            slots.withLock { $0.take() }?.giveBack()
        }
    }
}
