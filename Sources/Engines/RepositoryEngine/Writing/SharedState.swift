internal import Host

/// A value that threads wait on and tasks too: packs go from threads that make them to tasks that
/// send them. Whoever ends the waiting does it by a change of the value.
final class SharedState<State: Sendable>: Sendable {
    private typealias Waiter = CheckedContinuation<Void, Never>

    private struct Guarded: Sendable {
        var state: State
        var version: UInt64 = 0
        var waiters: [Waiter] = []

        mutating func takeWaiters() -> [Waiter] {
            version &+= 1
            defer { waiters = [] }
            return waiters
        }
    }

    private let monitor: Monitor<Guarded>

    init(_ state: State) {
        monitor = Monitor(Guarded(state: state))
    }

    /// A copy of the value as it is now.
    var now: State { monitor.change { $0.state } }

    /// Changes the value and wakes everybody. `body` is short and calls nobody.
    @discardableResult
    func change<Result>(_ body: (inout State) -> Result) -> Result {
        let (result, waiters) = monitor.change { guarded in
            (body(&guarded.state), guarded.takeWaiters())
        }
        for waiter in waiters { waiter.resume() }
        return result
    }

    /// On a thread that may block: sleeps until `attempt` gives a result.
    func block<Result>(_ attempt: (inout State) throws -> Result?) throws -> Result {
        let (result, waiters) = try monitor.wait { guarded in
            try attempt(&guarded.state).map { ($0, guarded.takeWaiters()) }
        }
        for waiter in waiters { waiter.resume() }
        return result
    }

    /// In a task: suspended until `attempt` gives a result.
    func wait<Result>(_ attempt: (inout State) -> Result?) async -> Result {
        while true {
            let (result, version, waiters) = monitor.change { guarded in
                let result = attempt(&guarded.state)
                let waiters = result == nil ? [] : guarded.takeWaiters()
                return (result, guarded.version, waiters)
            }
            for waiter in waiters { waiter.resume() }
            if let result { return result }
            await withCheckedContinuation { waiter in
                let isLate = monitor.change { guarded in
                    guard guarded.version == version else { return true }
                    guarded.waiters.append(waiter)
                    return false
                }
                if isLate { waiter.resume() }
            }
        }
    }
}
