package import Cron
package import Values

/// When: a time expression, a zone and the sources it fires; nothing else.
package struct Schedule: Hashable, Sendable {
    package let id: ID<Schedule>
    package let tenant: ID<Tenant>
    package var name: String
    package var time: ScheduleTime
    package var sources: [ID<Source>]
    package var isEnabled: Bool
    /// How far a firing may be put off; how far it is follows from the ids.
    package var jitter: Duration
    /// Since when it fires as it does: nothing before is caught up.
    package var effective: Timestamp
    package let created: Timestamp

    /// - Parameter created: nil where it has fired as it does ever since.
    package init(
        id: ID<Schedule>, tenant: ID<Tenant>, name: String, time: ScheduleTime,
        sources: [ID<Source>], isEnabled: Bool = true, jitter: Duration = .zero,
        effective: Timestamp, created: Timestamp? = nil
    ) {
        self.id = id
        self.tenant = tenant
        self.name = name
        self.time = time
        self.sources = sources
        self.isEnabled = isEnabled
        self.jitter = jitter
        self.effective = effective
        self.created = created ?? effective
    }
}

/// A time expression and the name of its zone, as they are written and stored.
package struct ScheduleTime: Hashable, Sendable {
    package let cron: CronExpression
    /// A name of the IANA database; what it means is looked up where it is evaluated.
    package let zone: String

    /// Refuses what cannot be read and what can never fire.
    package init(cron: some StringProtocol, zone: String) throws(CronError) {
        self.cron = try CronExpression(cron)
        self.zone = zone
    }

    package init(_ cron: CronExpression, zone: String) {
        self.cron = cron
        self.zone = zone
    }

    /// How many coming times people are shown.
    package static let previewCount = 5

    /// The next times, to be shown before anything is saved.
    package func preview(in zone: Zone, after now: Timestamp) -> [Timestamp] {
        Timetable(cron, in: zone).nextTimes(Self.previewCount, after: now)
    }
}

extension Schedule {
    /// Everything that is wrong with the schedule by itself.
    package var violations: [FieldViolation] {
        Fields.scheduleName.violations(of: name)
            + Fields.cron.violations(of: time.cron.text)
            + Fields.timeZone.violations(of: time.zone)
            + Fields.scheduleSourceCount.violations(of: sources.count)
            + Fields.jitterMinutes.violations(of: Int(jitter.milliseconds / 60_000))
    }
}
