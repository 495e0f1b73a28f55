package import Domain
package import Values

/// A schedule as somebody describes it who wants a new one.
package struct ScheduleDraft: Sendable {
    package var name: String
    package var time: ScheduleTime
    package var sources: [ID<Source>]
    package var jitter: Duration
    package var isEnabled: Bool

    package init(
        name: String, time: ScheduleTime, sources: [ID<Source>], jitter: Duration = .zero,
        isEnabled: Bool = true
    ) {
        self.name = name
        self.time = time
        self.sources = sources
        self.jitter = jitter
        self.isEnabled = isEnabled
    }
}

/// What is to be other about a schedule.
package struct ScheduleEdit: Sendable {
    package var name = Change<String>.keep
    package var time = Change<ScheduleTime>.keep
    package var sources = Change<[ID<Source>]>.keep
    package var jitter = Change<Duration>.keep
    package var isEnabled = Change<Bool>.keep

    package init() {}

    func apply(to schedule: inout Schedule, at now: Timestamp) {
        let before = schedule
        name.apply(to: &schedule.name)
        time.apply(to: &schedule.time)
        sources.apply(to: &schedule.sources)
        jitter.apply(to: &schedule.jitter)
        isEnabled.apply(to: &schedule.isEnabled)
        // What would have been due before is not: neither at other times, nor for other sources,
        // nor while it was paused.
        let isNew =
            schedule.time != before.time || schedule.isEnabled != before.isEnabled
            || !Set(schedule.sources).isSubset(of: before.sources)
        if isNew { schedule.effective = now }
    }

    /// What the audit log tells.
    var facts: [AuditDetail.Fact] {
        var facts: [AuditDetail.Fact] = []
        func note(_ name: String, _ value: String?) {
            if let value { facts.append(AuditDetail.Fact(name: name, value: value)) }
        }
        note("name", name.new)
        note("time", time.new?.summary)
        note("sources", sources.new.map { $0.map(\.description).joined(separator: " ") })
        note("jitter", jitter.new.map { "\($0.milliseconds / 1000) s" })
        note("enabled", isEnabled.new.map { "\($0)" })
        return facts
    }
}

/// A schedule with what people see beside it.
package struct ScheduleView: Hashable, Sendable {
    package let schedule: Schedule
    package let version: Int64
    /// The coming times, without jitter; none while it is paused.
    package let next: [Timestamp]
}

extension ScheduleTime {
    /// As in `0 3 * * * Europe/Berlin`.
    var summary: String { "\(cron) \(zone)" }
}
