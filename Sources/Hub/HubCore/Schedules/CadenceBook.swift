package import Cron
package import Domain
package import Store
internal import Values

/// When sources are due, by all schedules that fire them.
package struct CadenceBook: Sendable {
    private let schedules: any ScheduleStore
    private let zones: ZoneBook

    package init(schedules: any ScheduleStore, zones: ZoneBook) {
        self.schedules = schedules
        self.zones = zones
    }

    /// Of the schedules that are switched on. Throws `InvalidFields` where this machine does not
    /// know a zone any more.
    package func timetables(of source: Source) async throws -> [Timetable] {
        let schedules = try await schedules.schedules(
            of: source.tenant, matching: ScheduleFilter(source: source.id, isEnabled: true),
            PageRequest(limit: PageRequest.limitMax)
        ).items.map(\.item)
        var timetables: [Timetable] = []
        for schedule in schedules {
            let zone = try await zones.zone(named: schedule.time.zone)
            timetables.append(Timetable(schedule.time.cron, in: zone))
        }
        return timetables
    }

    package func zone(named name: String) async throws -> Zone {
        try await zones.zone(named: name)
    }
}
