internal import CommandLine
internal import Cron
internal import Domain
internal import Engine
internal import Host
internal import JSON
internal import LocalState
internal import RepositoryEngine
internal import StandAlone
internal import Values

/// `holdfast prune`: applies retention and removes what nobody needs.
struct PruneCommand: Command {
    let name = "prune"
    let summary = "Keep what the rules say, take the rest away, and clean up."
    let discussion = """
        Each source is judged by itself. The last snapshot of a source stays whatever the rules say,
        and without rules every snapshot does. Backups that were not finished go when nobody went on
        with them for a week (--unfinished-after).

        In a repository, packs of which little is not needed any more stay as they are: writing them
        anew would cost more than it gains. --max-unused=0% leaves nothing that is not needed.

        --dry-run shows what would become of each snapshot, and why.
        """
    let examples = [
        Example(
            "holdfast prune --from file:/srv/backups --keep-daily=7 --keep-weekly=5 --dry-run",
            "See what a week of days and five of weeks would leave."),
        Example("holdfast prune --from file:/srv/backups", "Only clean up."),
    ]
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .busy, .unavailable, .damaged, .full, .tooNew,
        .cancelled,
    ]
    let from = Option.from
    let keyOptions = KeyOptions.reading
    let transfer = TransferOptions()
    let retention = RetentionOptions()
    let zone = Option(
        "timezone", .text, env: "TZ", default: "UTC",
        "Whose days, weeks and months are meant, as in Europe/Berlin.")
    let unfinishedAfter = Option(
        "unfinished-after", .duration(from: .seconds(3600)), default: .seconds(7 * 86_400),
        "When a backup that was not finished goes; not before an hour, since what another machine "
            + "is writing right now is not finished either.")
    let maxUnused = Option(
        "max-unused", .percent(mayBeNone: true), default: 5,
        "Of a repository: how much of it may stay although nothing needs it.")
    let empty = Option.flag(
        "empty",
        "Of a repository without snapshots: take all that is left, if they went on purpose.")
    let dryRun = Option.flag("dry-run", "Only say what would be done.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            let zone = try zone(invocation)
            let vault = try await process.open(
                invocation[from], keyOptions, transfer, needsKey: false)
            let now = WallClock.system.now
            let list = try await vault.snapshots()
            let plan = RetentionPlan(
                retention.rules(invocation), of: list, now: now, localDate: zone.date(at:))
            if !invocation[dryRun] {
                try await vault.forget(plan.leaving.map(\.id), process.progress)
            }
            // What somebody may still go on with stays.
            let inUse = try process.state.openRuns(now: now).compactMap { SnapshotID("\($0.run)") }
            let report = try await prune(vault, Set(inUse), now: now, invocation, process.progress)
            invocation[json]
                ? printJSON(plan, report, invocation) : printText(plan, report, invocation)
            return .success
        }
    }

    private func prune(
        _ vault: any Vault, _ inUse: Set<SnapshotID>, now: Timestamp, _ invocation: Invocation,
        _ progress: RunProgress
    ) async throws -> PruneReport {
        let moment = now - invocation[unfinishedAfter]
        guard let repository = vault as? RepositoryVault else {
            return try await vault.prune(
                unfinishedBefore: moment, inUse: inUse, isRehearsal: invocation[dryRun], progress)
        }
        return try await repository.prune(
            unfinishedBefore: moment, unusedMax: .percent(invocation[maxUnused]),
            mayEmpty: invocation[empty], isRehearsal: invocation[dryRun], progress)
    }

    private func zone(_ invocation: Invocation) throws -> Zone {
        do throws(ZoneError) {
            return try ZoneFolder.system.zone(named: invocation[zone])
        } catch {
            throw Failure(.usage, "\(error).")
        }
    }

    private func printText(
        _ plan: RetentionPlan, _ report: PruneReport, _ invocation: Invocation
    ) {
        var table = TextTable([
            ("SNAPSHOT", .left), ("TIME", .left), ("STORED", .right), ("", .left), ("WHY", .left),
        ])
        for line in plan.lines {
            table.append([
                line.snapshot.id.short, line.snapshot.time.minuteText,
                line.snapshot.storedSize.map { "\($0)" } ?? "–",
                line.decision.isKept ? "stays" : "goes",
                line.decision.reasons.map(\.description).joined(separator: ", "),
            ])
        }
        for line in table.lines { invocation.print(line) }
        let verb = invocation[dryRun] ? "would be removed" : "removed"
        invocation.print(
            counted(plan.leaving.count, "snapshot") + " (\(plan.size)) and "
                + counted(report.unfinished.count, "unfinished backup")
                + " (\(report.freed)) \(verb).")
    }

    private func printJSON(
        _ plan: RetentionPlan, _ report: PruneReport, _ invocation: Invocation
    ) {
        for line in plan.lines {
            let reasons = line.decision.reasons.map { JSON.string($0.description) }
            let object: JSON = [
                "type": "decision", "snapshot": line.snapshot.json,
                "kept": .bool(line.decision.isKept), "reasons": .array(reasons),
            ]
            invocation.print("\(object)")
        }
        let summary: JSON = [
            "type": "summary", "removed": JSON(plan.leaving.count),
            "unfinished": JSON(report.unfinished.count),
            "freed": .integer(plan.size.bytes + report.freed.bytes),
            "dryRun": .bool(invocation[dryRun]),
        ]
        invocation.print("\(summary)")
    }
}
