internal import AgentProtocol
internal import Domain
internal import Synchronization
internal import Values

/// For how long runs of the pool are lent to whom. The store has the fence, which decides; this has
/// the times, by a clock that never jumps, and after a restart of the hub every lease is a whole
/// one again.
package final class LeaseBook: Sendable {
    private struct Held {
        let attempt: RunAttempt
        let agent: ID<Agent>
        var end: ContinuousClock.Instant
    }

    package let length: Duration
    private let now: @Sendable () -> ContinuousClock.Instant
    private let held = Mutex<[ID<Run>: Held]>([:])

    package init(
        length: Duration = Lease.length,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) {
        self.length = length
        self.now = now
    }

    /// Lends it from now on.
    func grant(_ attempt: RunAttempt, to agent: ID<Agent>) {
        let end = now() + length
        held.withLock { $0[attempt.run] = Held(attempt: attempt, agent: agent, end: end) }
    }

    /// Takes a run that an earlier life of the hub lent for lent now, where nothing is known of it.
    func lend(_ run: Run) {
        _ = isLive(run)
    }

    /// Whether whoever has the run may still be at it. One that was lent by an earlier life of the
    /// hub is taken for lent just now.
    func isLive(_ run: Run) -> Bool {
        guard let agent = run.agent else { return false }
        let now = now()
        return held.withLock { held in
            if let known = held[run.id], known.attempt == run.attempt { return now < known.end }
            held[run.id] = Held(attempt: run.attempt, agent: agent, end: now + length)
            return true
        }
    }

    /// Whether the lease goes on from now; nil for one that nothing is known of. An expired one
    /// never does: the run may be somebody else's by now.
    func renew(_ attempt: RunAttempt, by agent: ID<Agent>) -> Bool? {
        let now = now()
        return held.withLock { held in
            guard let known = held[attempt.run] else { return nil }
            guard known.attempt == attempt, known.agent == agent, now < known.end else {
                return false
            }
            held[attempt.run]?.end = now + length
            return true
        }
    }

    /// Another hub may have lent them to somebody else meanwhile: the store knows.
    package func forgetAll() {
        held.withLock { $0 = [:] }
    }

    func forget(except open: Set<ID<Run>>) {
        held.withLock { held in held = held.filter { open.contains($0.key) } }
    }
}
