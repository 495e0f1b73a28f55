package import Domain
package import Values

/// What the hub fires itself: schedules of sources that lie on no agent's machine.
package protocol PoolScheduleStore: Sendable {
    /// Of all tenants; schedules that are switched on, by their ids.
    func poolSchedules() async throws -> [PoolSchedule]
}

/// A schedule and a source of the pool that it fires.
package struct PoolSchedule: Hashable, Sendable {
    package let schedule: Schedule
    package let source: Source
    /// The nominal time of its latest firing; nil where it never fired.
    package let last: Timestamp?

    package init(schedule: Schedule, source: Source, last: Timestamp?) {
        self.schedule = schedule
        self.source = source
        self.last = last
    }
}
