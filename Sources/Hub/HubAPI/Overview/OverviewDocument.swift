internal import Domain
internal import HubCore
internal import JSON
internal import Store
internal import Values

/// How a tenant stands: bounded, however large it is.
struct OverviewDocument: Sendable {
    let figures: TenantOverview
    let pulse: TenantPulse
    let rooms: [ID<KnownVault>: VaultFigures]
    /// Of the schedules that have one; nil where there are too many to be asked.
    let next: [Firing]?

    struct Firing: Sendable {
        let schedule: ID<Schedule>
        let name: String
        let time: Timestamp
    }

    static let schema = Schema<OverviewDocument>.readOnly(
        "Overview", "How a tenant stands.",
        Field(
            "verdict", \.figures.verdict, .choice,
            "`failed` where a latest backup failed, a vault could not be made or something "
                + "critical is open, `stale` where a backup is late, `unknown` before the first "
                + "one, `warned` where something is to be looked at."),
        Field("protected", \.figures.protectedSources, .count, "Sources whose promise is kept."),
        Field("sources", { StandingCounts(tally: $0.figures.tally) }, StandingCounts.schema),
        Field("agents", \.figures.tally.agents, .count),
        Field("vaults", \.figures.tally.vaults, .count),
        Field("snapshots", \.figures.tally.snapshots, .count, "Those that are in their vaults."),
        Field("stored", \.figures.tally.stored, .count, "Bytes of those."),
        Field(
            "openRuns", \.figures.openRuns, .integer(0...TenantOverview.openRunsMax),
            "That have not ended; more are not counted."),
        Field(
            "openAlerts", \.pulse.alerts, .integer(0...TenantPulse.countMax),
            "That are not resolved; more are not counted."),
        Field(
            "needy", \.figures.needy, .list(of: .needy, 0...OverviewDocument.needyMax),
            "Sources that need a hand, the worst first."),
        Field(
            "failedVaults", \.figures.failedVaults,
            .list(of: .failedVault, 0...OverviewDocument.vaultsMax),
            "Vaults that could not be made, the oldest first."),
        Field(
            "alerts", { $0.figures.alerts.map { AlertDocument($0) } },
            .list(of: AlertDocument.schema, 0...TenantOverview.alertsMax),
            "Those that are open and tell of more than `needy` and `failedVaults`, the critical "
                + "ones first, and of those the oldest."),
        Field(
            "days", \.figures.days, .list(of: .day, 0...OverviewDocument.daysMax),
            "On which something ended or what is stored changed, the oldest first."),
        Field(
            "fullest", \.fullest,
            .list(of: VaultRoomDocument.schema, 0...OverviewDocument.vaultsMax),
            "Those that hold most, first."),
        Field(
            optional: "proven", \.figures.proven, .proven,
            "The latest drill that showed a restore to work."),
        Field(
            optional: "next", \.next, .list(of: .firing, 0...OverviewDocument.nextMax),
            "What fires next, the soonest first; missing where there are more than "
                + "\(OverviewDocument.schedulesMax) schedules."))

    /// As many things as one takes in.
    static let needyMax = 20
    static let vaultsMax = 5
    static let daysMax = 90
    static let nextMax = 3
    /// Of more schedules their own list tells what is due.
    static let schedulesMax = 20

    private var fullest: [VaultRoomDocument] {
        figures.fullest.map { vault in
            VaultRoomDocument(
                vault: vault,
                space: rooms[vault.vault].map { VaultSpaceDocument($0) })
        }
    }
}

/// How many sources stand how.
struct StandingCounts: Sendable {
    let tally: TenantTally

    static let schema = Schema<StandingCounts>.readOnly(
        "SourceCounts", "How many sources stand how.",
        Field("all", \.tally.sourceCount, .count),
        Field("good", { $0.tally.count(.good) }, .count),
        Field("warned", { $0.tally.count(.warned) }, .count),
        Field("failed", { $0.tally.count(.failed) }, .count),
        Field("stale", { $0.tally.count(.stale) }, .count),
        Field("waiting", { $0.tally.count(.waiting) }, .count),
        Field("paused", { $0.tally.count(.paused) }, .count))
}

/// What a vault holds, and how long there is room.
struct VaultRoomDocument: Sendable {
    let vault: VaultTally
    let space: VaultSpaceDocument?

    static let schema = Schema<VaultRoomDocument>.readOnly(
        "VaultRoom", "What a vault holds, and how long there is room.",
        Field("id", \.vault.vault, .id()), Field("name", \.vault.name, .text(1...100)),
        Field("snapshots", \.vault.snapshots, .count),
        Field("stored", \.vault.stored.bytes, .count, "Bytes of those."),
        Field(
            optional: "free", { $0.space?.room.free.map { max(0, $0.bytes) } }, .count,
            "Bytes that there is room for, at its place or within its quota: whichever ends first, "
                + "as it was told last."),
        Field(optional: "total", { $0.space?.room.latest?.total?.bytes }, .count, "Of that one."),
        Field(
            optional: "full", { $0.space?.full }, .timestamp,
            "When nothing is left, if it goes on so; missing where that is far off, or not known."))
}

extension Schema<Int64> {
    fileprivate static let count = Schema.integer(0...Int64.max)
}

extension Schema<SourceSummary> {
    fileprivate static let needy = Schema.readOnly(
        "NeedySource", "A source that needs a hand.",
        Field("id", \.source, .id()), Field("name", \.name, .text(1...100)),
        Field(optional: "agent", \.agent, .id()), Field("standing", \.standing, .choice),
        Field(optional: "run", \.run, .id(), "The latest backup that ended."),
        Field(optional: "ended", \.ended, .timestamp),
        Field(optional: "lastGood", \.lastGood, .timestamp, "When one ended well last."))
}

extension Schema<VaultTally> {
    fileprivate static let failedVault = Schema.readOnly(
        "FailedVault", "A vault that could not be made.", Field("id", \.vault, .id()),
        Field("name", \.name, .text(1...100)))
}

extension Schema<DayTally> {
    fileprivate static let day = Schema.readOnly(
        "DayTally", "What ended on a day, by UTC.",
        Field("day", { Timestamp(milliseconds: $0.day * 86_400_000) }, .timestamp),
        Field("succeeded", \.succeeded, .count), Field("warned", \.warned, .count),
        Field("failed", \.failed, .count), Field("cancelled", \.cancelled, .count),
        Field("skipped", \.skipped, .count),
        Field("read", \.content, .count, "Bytes that were read."),
        Field(
            "stored", \.stored, .integer(Int64.min...Int64.max),
            "By how many bytes what is stored changed."))
}

extension Schema<ProvenRestore> {
    fileprivate static let proven = Schema.readOnly(
        "ProvenRestore", "A drill that passed.", Field("run", \.run, .id()),
        Field(optional: "source", \.source, .id()), Field("ended", \.ended, .timestamp))
}

extension Schema<OverviewDocument.Firing> {
    fileprivate static let firing = Schema.readOnly(
        "NextFiring", "When a schedule fires.", Field("schedule", \.schedule, .id()),
        Field("name", \.name, .text(1...100)), Field("time", \.time, .timestamp))
}
