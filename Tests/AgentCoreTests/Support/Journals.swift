import AgentProtocol
import Cron
import Cryptography
import Domain
import Host
import SQLiteStore
import TestSupport
import Values

@testable import AgentCore

/// Lends a journal in a scratch folder, with a clock that stands still.
func withJournal(
    _ clock: TestClock = TestClock(),
    _ body: (Journal, TestClock) async throws -> Void
) async throws {
    try await withScratchFolder { scratch in
        let journal = try await openJournal("\(scratch)/journal.db", clock.wall)
        try await journal.beginLife(number(1))
        try await body(journal, clock)
        await journal.close()
    }
}

func openJournal(_ path: String, _ wall: WallClock = .system) async throws -> Journal {
    var options = SQLiteDatabase.Options()
    options.readers = 1
    return try await Journal(SQLiteDatabase(path: path, options: options), clock: wall)
}

/// The id with this number.
func number<Entity>(_ low: UInt64) -> ID<Entity> {
    ID(UUID(high: 0x019A_0000_0000_7000, low: 0x8000_0000_0000_0000 | low))
}

/// A source of files that goes to the vaults with these numbers.
func source(
    _ id: UInt64 = 6, paths: [String] = ["/srv"], excludes: [String] = [],
    vaults: [UInt64] = [7],
    overlap: OverlapPolicy = .reject, hooks: Hooks = Hooks(),
    retry: SourceRetry = SourceRetry(), isEnabled: Bool = true, issues: IssueRule = .warn
) -> ConfiguredSource {
    ConfiguredSource(
        Source(
            id: number(id), tenant: number(9), name: "Web", place: .agent(number(1)),
            configuration: .files(FilesConfiguration(paths: paths, excludes: excludes)),
            vaults: vaults.map { number($0) }, retry: retry, overlap: overlap, issueRule: issues,
            hooks: hooks, isEnabled: isEnabled, created: Timestamp(seconds: 0)), secrets: [])
}

func configuration(
    sources: [ConfiguredSource] = [source()], vaults: [ConfiguredVault]? = nil,
    cron: String = "0 * * * *", zone: String = "UTC", effective: Timestamp = Timestamp(seconds: 0),
    serial: Int64 = 1, capacity: Int = 2, hub: ID<Hub> = number(2), agent: ID<Agent> = number(1)
) throws -> AgentConfiguration {
    let schedule = AgentConfiguration.Schedule(
        id: number(8), time: try ScheduleTime(cron: cron, zone: zone), sources: sources.map(\.id),
        isEnabled: true, jitter: .zero, effective: effective)
    let known =
        vaults
        ?? Set(sources.flatMap(\.vaults)).map {
            ConfiguredVault(id: $0, format: .archive, place: "file:/v", secrets: [])
        }
    return AgentConfiguration(
        agent: agent, hub: hub, hubIncarnation: number(3), serial: serial, sources: sources,
        vaults: known, schedules: [schedule], capacity: capacity)
}

extension Journal {
    /// Every record of every life, the oldest first.
    func everything() async throws -> [JournalRecord] {
        var all: [JournalRecord] = []
        for life in try await lives() where life.oldest <= life.recorded {
            all += try await records(of: life.incarnation, life.oldest...life.recorded)
        }
        return all
    }

    /// The same in short words, as in `began 1`, `skipped catch_up`.
    func story() async throws -> [String] {
        try await everything().map { record in
            switch record.event {
            case .began(let began): "began \(began.attempt.attempt)"
            case .finalizing: "finalizing"
            case .outcome(_, let outcome):
                switch outcome.result {
                case .stored: "stored"
                case .done: "done"
                case .failed(let failure): "failed \(failure.code)"
                case .cancelled: "undone"
                }
            case .retried(let retried): "retried \(retried.failure?.code ?? "-")"
            case .ended(let ended): "ended \(ended.verdict.rawValue)"
            case .skipped(_, let reason): "skipped \(reason.rawValue)"
            case .line(let line): "line \(line.text)"
            case .listing(let listing): "listing \(listing.items.count)"
            case .drilled(let measured): "drilled \(measured.hasPassed ? "well" : "badly")"
            case .planned(let planned): "planned \(planned.new) \(planned.changed)"
            case .restored(let done): "restored \(done.entries) \(done.skipped)"
            }
        }
    }
}
