package import Domain
package import Values

/// What the hub fires itself: schedules of sources that lie on no agent's machine.
package protocol PoolScheduleStore: Sendable {
    /// Of all tenants, those that are to be looked at, the longest waiting first: all of which
    /// nothing was noted since they became what they are, or of which something is due by then.
    ///
    /// What was noted for a moment further off than `PoolSchedule.noteMost` is not believed: the
    /// clock was another one then.
    func poolSchedules(at now: Timestamp, limit: Int) async throws -> [PoolSchedule]

    /// Notes that nothing is due before then; nothing where the schedule has become another one
    /// meanwhile.
    func noteLooks(_ looks: [PoolLook]) async throws
}

/// A schedule and a source of the pool that it fires.
package struct PoolSchedule: Hashable, Sendable {
    /// Of nothing it is said for longer that it is not due: zones change, and clocks.
    package static let noteMost = Duration.seconds(3600)

    /// With this source alone.
    package let schedule: Schedule
    package let version: Int64
    package let source: Source
    /// The nominal time of its latest firing, but for what a clock that ran ahead fired or left
    /// out; nil where it never fired.
    package let last: Timestamp?

    package init(schedule: Schedule, version: Int64, source: Source, last: Timestamp?) {
        var schedule = schedule
        schedule.sources = [source.id]
        self.schedule = schedule
        self.version = version
        self.source = source
        self.last = last
    }

    package var pair: PoolPair {
        PoolPair(schedule: schedule.id, version: version, source: source.id)
    }
}

/// What is due of a source by one version of a schedule.
package struct PoolPair: Hashable, Sendable {
    package let schedule: ID<Schedule>
    package let version: Int64
    package let source: ID<Source>
}

/// That nothing is due before a moment.
package struct PoolLook: Hashable, Sendable {
    package let pair: PoolPair
    package let until: Timestamp

    package init(at pair: PoolPair, until: Timestamp) {
        self.pair = pair
        self.until = until
    }
}
