/// For how long a run is this agent's: counted by a clock that never jumps, from before the hub was
/// told, so that it is over here before it is over there.
struct RunLease: Sendable {
    private let length: Duration
    private var end: ContinuousClock.Instant

    init(_ length: Duration, from start: ContinuousClock.Instant) {
        self.length = length
        end = start + length
    }

    var isLive: Bool { ContinuousClock.now < end }

    /// An expired lease never comes back: somebody else may have the run.
    mutating func renew(from start: ContinuousClock.Instant) {
        guard isLive else { return }
        end = max(end, start + length)
    }
}
