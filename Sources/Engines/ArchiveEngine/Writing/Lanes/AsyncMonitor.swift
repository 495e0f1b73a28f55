internal import Synchronization

/// A value that tasks change and wait for without holding a thread. Whoever cancels a task sees to
/// it that what the task waits for comes, as a failure in the value.
final class AsyncMonitor<State: Sendable>: Sendable {
    private struct Guarded {
        var state: State
        var version: UInt64 = 0
        var waiters: [CheckedContinuation<Void, Never>] = []

        mutating func takeWaiters() -> [CheckedContinuation<Void, Never>] {
            version &+= 1
            defer { waiters = [] }
            return waiters
        }
    }

    private let guarded: Mutex<Guarded>

    init(_ state: State) {
        guarded = Mutex(Guarded(state: state))
    }

    /// A copy of the value as it is now.
    var now: State { guarded.withLock { $0.state } }

    /// Changes the value and wakes whoever waits. `body` is short and calls nobody.
    @discardableResult
    func change<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
        let (result, waiters) = guarded.withLock { guarded in
            (body(&guarded.state), guarded.takeWaiters())
        }
        for waiter in waiters { waiter.resume() }
        return result
    }

    /// Changes what nobody waits for.
    func changeQuietly<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
        guarded.withLock { body(&$0.state) }
    }

    /// Tries once; nil when it would have to wait.
    func attempt<Result: Sendable>(_ attempt: (inout State) throws -> Result?) rethrows -> Result? {
        let (result, waiters) = try guarded.withLock { guarded in
            let result = try attempt(&guarded.state)
            return (result, result == nil ? [] : guarded.takeWaiters())
        }
        for waiter in waiters { waiter.resume() }
        return result
    }

    /// Tries until `attempt` gives a result, suspended until the next change in between.
    func wait<Result: Sendable>(_ attempt: (inout State) throws -> Result?) async rethrows -> Result
    {
        while true {
            let version = guarded.withLock { $0.version }
            if let result = try self.attempt(attempt) { return result }
            await withCheckedContinuation { continuation in
                let isLate = guarded.withLock { guarded in
                    guard guarded.version == version else { return true }
                    guarded.waiters.append(continuation)
                    return false
                }
                if isLate { continuation.resume() }
            }
        }
    }
}
