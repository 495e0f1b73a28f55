package import Values

/// The right of one agent to work on one run, for a time. The fence grows with every lease of the
/// run, and everything that counts is done under it: an agent that was thought dead and is not
/// finds its fence too small.
package struct Lease: Hashable, Sendable {
    package let run: ID<Run>
    package let holder: ID<Agent>
    package let incarnation: ID<Incarnation>
    package let fence: Int64
    package var expires: Timestamp

    package init(
        run: ID<Run>, holder: ID<Agent>, incarnation: ID<Incarnation>, fence: Int64,
        expires: Timestamp
    ) {
        self.run = run
        self.holder = holder
        self.incarnation = incarnation
        self.fence = fence
        self.expires = expires
    }

    /// Three heartbeats: one may be lost, and the next may be late.
    package static let length = Duration.seconds(90)
    /// How often a holder renews.
    package static let renewal = Duration.seconds(30)

    package enum Refusal: Error, Hashable, Sendable {
        /// Somebody else holds it, until then.
        case held(until: Timestamp)
        /// A later lease was given out.
        case fencedOff(by: Int64)
        case expired
    }

    package func isLive(at now: Timestamp) -> Bool { now < expires }

    /// A lease for somebody who asks while `current` is the run's last one; nil for a run that
    /// never had one. The same incarnation that asks again gets what it has: its answer was lost.
    package static func take(
        _ run: ID<Run>, after current: Lease?, by holder: ID<Agent>,
        incarnation: ID<Incarnation>, now: Timestamp
    ) throws(Refusal) -> Lease {
        if let current, current.isLive(at: now) {
            guard current.holder == holder, current.incarnation == incarnation else {
                throw .held(until: current.expires)
            }
            return current
        }
        return Lease(
            run: run, holder: holder, incarnation: incarnation,
            fence: (current?.fence ?? 0) + 1, expires: now + length)
    }

    /// Whether work done under `fence` may count now. Asked again right before the object that
    /// makes a snapshot is written.
    package func check(fence: Int64, now: Timestamp) throws(Refusal) {
        guard fence == self.fence else { throw .fencedOff(by: self.fence) }
        guard isLive(at: now) else { throw .expired }
    }

    /// Renewing never brings an expired lease back: somebody may have taken the run over already.
    package mutating func renew(fence: Int64, now: Timestamp) throws(Refusal) {
        try check(fence: fence, now: now)
        expires = max(expires, now + Self.length)
    }
}
