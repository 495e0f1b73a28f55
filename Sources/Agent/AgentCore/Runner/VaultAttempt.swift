internal import AgentProtocol
internal import Connector
internal import Domain
internal import Drill
internal import Engine
internal import FilesConnector
internal import Glibc
internal import Host
internal import LocalState
internal import Values

/// One attempt at a run about a vault: restoring from it, checking it, looking after it. There is
/// one vault, and one outcome.
struct VaultAttempt: Sendable {
    let run: JournaledRun
    let order: RunOrder
    let parts: RunnerParts
    let control: RunControl
    let progress: RunProgress

    /// Of the content, where nobody says how much a check reads.
    private static let checkPercent = 5.0
    /// Nobody goes on with what lies unfinished for so long.
    private static let unfinishedAge = Duration.seconds(7 * 86_400)

    /// What the work came to, beside its outcome.
    private struct Result: Sendable {
        var entries: Int64 = 0
        var size = ByteCount(0)
        var lines: [(RunLine.Level, String)] = []
        var issues = 0
        var failure: RunFailure?
        /// What lies in the vault is told anew.
        var changesVault = false
    }

    /// On a thread that may block, and not on whoever asks for it.
    @concurrent
    func execute(_ log: RunLog) async {
        var summary = Journal.Summary(report: AttemptReport())
        do {
            if let refusal = parts.policy.refusal({ $0.refusal(of: order) }) {
                throw PolicyRefusal(refusal)
            }
            guard let vault = order.vaults.first else {
                throw EngineError(.local, "the run names no vault")
            }
            let result = try await control.stoppable { try await work(vault) }
            for (level, text) in result.lines { try await log.add(level, text) }
            try await log.flush()
            summary.entries = result.entries
            summary.content = result.size
            summary.report.issues = result.issues
            if let failure = result.failure { throw Failed(failure: failure) }
            await record(vault, .done)
        } catch {
            let failure = (error as? Failed)?.failure ?? RunFailure(error)
            if control.stop == nil {
                summary.report.failure = failure
                if let vault = order.vaults.first { await record(vault, .failed(failure)) }
            }
        }
        await parts.settle(run, summary, retry: order.source?.retry ?? SourceRetry(), control)
    }

    private struct Failed: Error {
        let failure: RunFailure
    }

    private func work(_ vault: ConfiguredVault) async throws -> Result {
        if order.kind == .initialize {
            try await parts.access.create(vault, now: parts.wall.now)
            return Result()
        }
        let needsKey = order.kind == .restore || order.kind == .drill
        let opened = try await parts.access.openForReading(vault, needsKey: needsKey)
        do {
            let result = try await work(opened.vault)
            if result.changesVault {
                try await VaultReading(opened.vault, vault.id, parts).record(of: run.id)
            }
            await opened.close()
            return result
        } catch {
            await opened.close()
            throw error
        }
    }

    private func work(_ vault: any Vault) async throws -> Result {
        switch order.kind {
        case .restore: return try await restore(vault)
        case .drill: return try await drill(vault)
        case .check: return try await check(vault)
        case .forget, .delete:
            let leaving = order.kind == .delete ? order.snapshot.map { [$0] } ?? [] : order.leaving
            try await vault.forget(leaving.compactMap { SnapshotID($0) }, progress)
            return Result(changesVault: true)
        case .prune:
            let report = try await vault.prune(
                unfinishedBefore: parts.wall.now - Self.unfinishedAge, isRehearsal: false, progress)
            var result = Result(changesVault: true)
            result.size = report.freed
            return result
        case .backup, .unlock, .initialize, .copy, .export, .update:
            throw EngineError(
                .local, "this agent cannot do runs of the kind \(order.kind.rawValue)")
        }
    }

    // MARK: Restoring

    private func restore(_ vault: any Vault) async throws -> Result {
        let id = try snapshotID()
        let folder: FilePath
        switch order.destination {
        case .folder(let path): folder = try parts.policy.openForRestoring(path).path
        case .inPlace: folder = "/"
        case .download, nil:
            throw EngineError(.local, "this agent cannot restore to where the run says")
        }
        var choice = EntryChoice()
        choice.paths = try order.paths.map(entryPath)
        let stream = try await vault.entries(of: id, choice, progress)
        let report = try FileRestore(into: folder, RestoreOptions()).restore(stream) { done in
            progress.update {
                $0.entries = done.entries
                $0.bytes = done.size.bytes
                $0.issues = done.issues.count
            }
        }
        var result = Result(entries: report.entries, size: report.size)
        result.issues = report.issues.count
        result.lines = report.issues.samples.map { (.warning, $0.message) }
        if report.entries + report.skipped + Int64(report.issues.count) == 0, !order.paths.isEmpty {
            result.failure = RunFailure(
                EngineError(.noSuchEntry, "none of these paths is in the snapshot"))
        }
        return result
    }

    private func entryPath(_ text: String) throws -> EntryPath {
        guard let path = EntryPath(text.drop { $0 == "/" }) else {
            throw EngineError(.noSuchEntry, "\(text) is no path in a snapshot")
        }
        return path
    }

    private func snapshotID() throws -> SnapshotID {
        guard let text = order.snapshot, let id = SnapshotID(text) else {
            throw EngineError(.noSuchSnapshot, "the run names no snapshot")
        }
        return id
    }

    // MARK: Proving

    private func drill(_ vault: any Vault) async throws -> Result {
        let id = try snapshotID()
        let list = try await vault.snapshots()
        guard let snapshot = list.snapshots.first(where: { $0.id == id }) else {
            throw EngineError(.noSuchSnapshot, "the snapshot \(id.short) is not in the vault")
        }
        let isRoot = geteuid() == 0
        let choice = EntryChoice(paths: try order.paths.map(entryPath))
        let report = try await ScratchFolder.with(
            in: parts.folders.drills(), ids: parts.ids
        ) { folder in
            var options = RestoreOptions()
            options.owners = .byNumber
            options.makesDevices = isRoot
            return try await Drill(
                vault, in: folder, restoringTo: FileRestore(into: folder, options),
                readingBack: FilesSource([folder]), isRoot ? .everything : .whatUsersMay
            ).run(snapshot, choice, now: parts.wall.now, progress)
        }
        var result = Result(entries: report.restored, size: report.restoredSize)
        result.lines = report.findings.samples.map { (.error, $0.message) }
        result.lines.append(
            (
                .info,
                "Restored in \(report.restoreTime.text), compared in \(report.verifyTime.text); "
                    + "the data is \(report.dataAge.text) old; \(report.databases) databases."
            ))
        if !report.hasPassed {
            result.failure = RunFailure(
                code: "drill_failed", message: "What came back is not what was backed up.",
                disposition: .needsOperator)
        }
        return result
    }

    private func check(_ vault: any Vault) async throws -> Result {
        let scope = VerifyScope(
            reading: .sample(
                percent: Self.checkPercent, seed: UInt64.random(in: 0...UInt64.max)))
        let report = try await vault.verify(scope, progress)
        var result = Result(entries: Int64(report.objects), size: report.bytesRead)
        result.lines = report.findings.prefix(100).map { (.error, $0.message) }
        if let first = report.findings.first {
            result.failure = RunFailure(
                code: "damaged", message: first.message.fitForRecords,
                disposition: .needsOperator)
        }
        return result
    }

    // MARK: The end

    private func record(_ vault: ConfiguredVault, _ result: VaultOutcome.Result) async {
        let outcome = VaultOutcome(
            vault: vault.id, attempt: run.position.attempt, result: result)
        _ = await parts.persist(control) {
            try await parts.journal.record(outcome, of: run.id)
        }
    }
}
