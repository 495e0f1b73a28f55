package import Cron
package import Domain
package import Host

/// What a schedule and keep rules come to, told before anything is saved.
package struct Outlook: Sendable {
    private let zones: ZoneBook
    private let clock: WallClock

    package init(zones: ZoneBook, clock: WallClock) {
        self.zones = zones
        self.clock = clock
    }

    /// Throws `InvalidFields` for a zone that nobody here knows.
    package func timetable(of time: ScheduleTime) async throws -> Timetable {
        Timetable(time.cron, in: try await zones.zone(named: time.zone))
    }

    /// What will be there after a year.
    package func retention(
        _ rules: RetentionRules, _ timetable: Timetable
    ) -> RetentionOutlook {
        RetentionOutlook(of: rules, timetable, from: clock.now)
    }

    /// What the rules ask for that these schedules cannot make.
    package func conflicts(
        _ rules: RetentionRules, _ timetables: [Timetable]
    ) -> [CadenceConflict] {
        CadenceConflict.find(in: rules, timetables: timetables, now: clock.now)
    }
}
