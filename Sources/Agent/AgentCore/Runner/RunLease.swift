/// For how long a run is this agent's: counted by a clock that never jumps, from before the hub was
/// asked, so that it is over here before it is over there.
///
/// What the hub gave out may have lain in a buffer for an hour, as when the process was paused: a
/// lease begins with the hub's first answer to who asks for it, and not with the order.
struct RunLease: Sendable {
    let length: Duration
    /// After that an answer to the first question comes too late.
    private let patience: ContinuousClock.Instant
    /// Before the question that the hub answered last; nil until it answered one.
    private var confirmed: ContinuousClock.Instant?

    init(_ length: Duration, from start: ContinuousClock.Instant) {
        self.length = length
        patience = start + length
    }

    private var end: ContinuousClock.Instant { confirmed.map { $0 + length } ?? patience }

    /// Whether it may come to be, or go on being, this agent's.
    var isHoped: Bool { ContinuousClock.now < end }

    var isLive: Bool { confirmed != nil && isHoped }

    /// Whether the hub has answered a question that was asked after `start`.
    func isConfirmed(since start: ContinuousClock.Instant) -> Bool {
        isLive && confirmed.map { $0 >= start } ?? false
    }

    /// An expired lease never comes back: somebody else may have the run.
    mutating func renew(from start: ContinuousClock.Instant) {
        guard isHoped else { return }
        confirmed = max(confirmed ?? start, start)
    }
}
