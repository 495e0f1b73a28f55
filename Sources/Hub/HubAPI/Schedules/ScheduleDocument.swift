internal import AgentProtocol
internal import Cron
internal import Domain
internal import HubCore
internal import JSON
internal import Values

/// A schedule, as people see it.
struct ScheduleDocument: Sendable {
    let id: ID<Schedule>
    let version: Int64
    let name: String
    let time: TimeDocument
    let sources: [ID<Source>]
    let isEnabled: Bool
    let jitterMinutes: Int
    let effective: Timestamp
    let next: [Timestamp]
    let created: Timestamp

    static let schema = Schema<ScheduleDocument>.object(
        "Schedule", "When sources are backed up.",
        Field("id", \.id, .id()), Field("version", \.version, .version),
        Field("name", \.name, .field(Fields.scheduleName)),
        Field("time", \.time, TimeDocument.schema),
        Field("sources", \.sources, .list(of: .id(), Fields.scheduleSourceCount.range)),
        Field("enabled", \.isEnabled, .bool),
        Field("jitterMinutes", \.jitterMinutes, .field(Fields.jitterMinutes)),
        Field("effective", \.effective, .timestamp, "Nothing before is caught up."),
        Field(
            "next", \.next, .list(of: .timestamp, 0...ScheduleTime.previewCount),
            "The coming times, without jitter."),
        Field("created", \.created, .timestamp)
    ) {
        ScheduleDocument(
            id: $0, version: $1, name: $2, time: $3, sources: $4, isEnabled: $5,
            jitterMinutes: $6, effective: $7, next: $8, created: $9)
    }
}

extension ScheduleDocument {
    init(_ view: ScheduleView) {
        let schedule = view.schedule
        self.init(
            id: schedule.id, version: view.version, name: schedule.name,
            time: TimeDocument(time: schedule.time), sources: schedule.sources,
            isEnabled: schedule.isEnabled,
            jitterMinutes: Int(schedule.jitter.milliseconds / 60_000),
            effective: schedule.effective, next: view.next, created: schedule.created)
    }
}

/// A time expression with its zone.
struct TimeDocument: Sendable {
    let time: ScheduleTime

    static let schema = Schema<TimeDocument>.object(
        "ScheduleTime", "A time expression with its zone.",
        Field(
            "cron", \.time.cron, .cron,
            "Five fields, `@daily` and the like, or `@every 90m`."),
        Field("zone", \.time.zone, .field(Fields.timeZone), "As in `Europe/Berlin`.")
    ) { TimeDocument(time: ScheduleTime($0, zone: $1)) }
}

/// What makes a schedule.
struct ScheduleForm: Sendable {
    let name: String
    let time: TimeDocument
    let sources: [ID<Source>]
    let jitterMinutes: Int
    let isEnabled: Bool

    static let schema = Schema<ScheduleForm>.object(
        "ScheduleForm", "What makes a schedule.",
        Field("name", \.name, .field(Fields.scheduleName)),
        Field("time", \.time, TimeDocument.schema),
        Field(
            "sources", \.sources, .list(of: .id(), Fields.scheduleSourceCount.range),
            default: []),
        Field("jitterMinutes", \.jitterMinutes, .field(Fields.jitterMinutes), default: 0),
        Field("enabled", \.isEnabled, .bool, default: true)
    ) {
        ScheduleForm(name: $0, time: $1, sources: $2, jitterMinutes: $3, isEnabled: $4)
    }

    var draft: ScheduleDraft {
        ScheduleDraft(
            name: name, time: time.time, sources: sources,
            jitter: .seconds(jitterMinutes * 60), isEnabled: isEnabled)
    }
}

/// What is to be other about a schedule; what is missing stays.
struct ScheduleChangeForm: Sendable {
    let name: String?
    let time: TimeDocument?
    let sources: [ID<Source>]?
    let jitterMinutes: Int?
    let isEnabled: Bool?

    static let schema = Schema<ScheduleChangeForm>.object(
        "ScheduleChangeForm", "What is to be other about a schedule; what is missing stays.",
        Field(optional: "name", \.name, .field(Fields.scheduleName)),
        Field(optional: "time", \.time, TimeDocument.schema),
        Field(
            optional: "sources", \.sources,
            .list(of: .id(), Fields.scheduleSourceCount.range)),
        Field(optional: "jitterMinutes", \.jitterMinutes, .field(Fields.jitterMinutes)),
        Field(optional: "enabled", \.isEnabled, .bool)
    ) {
        ScheduleChangeForm(name: $0, time: $1, sources: $2, jitterMinutes: $3, isEnabled: $4)
    }

    var edit: ScheduleEdit {
        var edit = ScheduleEdit()
        edit.name = Change(name)
        edit.time = Change(time?.time)
        edit.sources = Change(sources)
        edit.jitter = Change(jitterMinutes.map { .seconds($0 * 60) })
        edit.isEnabled = Change(isEnabled)
        return edit
    }
}

/// When a schedule would fire.
struct PreviewDocument: Sendable {
    let next: [Timestamp]

    static let schema = Schema<PreviewDocument>.object(
        "SchedulePreview", "When a schedule would fire.",
        Field("next", \.next, .list(of: .timestamp, 0...ScheduleTime.previewCount))
    ) { PreviewDocument(next: $0) }
}
