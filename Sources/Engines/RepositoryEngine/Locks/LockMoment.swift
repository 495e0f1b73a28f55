internal import Host
internal import Values

/// When a lock was written, by two clocks. Others judge it by the time of day, which may be set
/// meanwhile; the other clock goes on by itself, also while the machine is asleep.
struct LockMoment: Sendable {
    let written: Timestamp
    private let elapsed: @Sendable () -> Duration

    /// Now.
    init(_ settings: RepositorySettings) {
        written = settings.clock.now
        elapsed = settings.timer.stopwatch()
    }

    /// The longer of the two: a clock that was set back makes nothing younger.
    func age(_ settings: RepositorySettings) -> Duration {
        max(settings.clock.now - written, elapsed())
    }
}

extension Clock where Duration == Swift.Duration {
    /// Tells how long ago this was.
    fileprivate func stopwatch() -> @Sendable () -> Duration {
        let start = now
        return { start.duration(to: now) }
    }
}
