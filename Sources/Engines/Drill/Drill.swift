package import Connector
package import Engine
package import Host
package import Values

/// A rehearsed restore: entries of a snapshot are restored into a scratch folder, read back from
/// there and held against the index, and every SQLite database among them is opened.
///
/// Whatever is read of the snapshot comes from the vault, each time anew. The folder's tree is only
/// written by the target, and by SQLite, which takes part in it once everything is compared.
package struct Drill {
    private let vault: any Vault
    private let folder: FilePath
    private let target: any RestoreTarget
    private let readBack: any Connector
    private let fidelity: Fidelity

    /// What a restore can give back here.
    package enum Fidelity: Hashable, Sendable {
        /// Root restores owners, privileges and devices.
        case everything
        /// What anybody may make is his own.
        case whatUsersMay
    }

    /// - Parameters:
    ///   - folder: Empty, without links on the way to it, and nobody else's.
    ///   - target: Restores into that folder.
    ///   - readBack: Reads all of that folder.
    package init(
        _ vault: any Vault, in folder: FilePath, restoringTo target: any RestoreTarget,
        readingBack readBack: any Connector, _ fidelity: Fidelity
    ) {
        self.vault = vault
        self.folder = folder
        self.target = target
        self.readBack = readBack
        self.fidelity = fidelity
    }

    /// Blocks, beside waiting for the vault. What is not as it was is a finding of the report.
    /// - Parameter lost: Snapshots that are damaged and later, or may be, where the latest one was
    ///   meant.
    /// - Throws: What kept the drill from a verdict: a vault that does not answer, no room.
    package func run(
        _ snapshot: Snapshot, _ choice: EntryChoice, lost: [DamagedSnapshot] = [],
        now: Timestamp, _ progress: RunProgress
    ) async throws -> DrillReport {
        var report = DrillReport(of: snapshot, dataAge: now - snapshot.time)
        for later in lost {
            report.findings.append(
                nil,
                "the snapshot \(later.id.short) \(Self.lateness(in: vault)): "
                    + later.reason)
        }
        do {
            let plan = try await plan(snapshot.id, choice)
            try plan.requireRoom(in: folder)
            progress.update { $0.totals = plan.doubled }
            let notes = RestoreNotes(remembersEntries: !vault.listsAll)
            try await restore(snapshot.id, choice, notes, &report, progress)
            let databases = try await compare(snapshot.id, choice, notes, &report, progress)
            try examine(databases, &report)
            try await lookBeside(snapshot.id, choice, &report, progress)
            if report.files == 0, report.torn > 0 {
                report.findings.append(nil, "not one file in it is known to be in one state")
            }
        } catch let error as EngineError where error.isDamage {
            report.findings.append(nil, "\(error.message)")
        }
        return report
    }

    /// The time of a repository's snapshot is sealed with it.
    private static func lateness(in vault: any Vault) -> String {
        vault.format == .repository ? "is damaged and may be later" : "is later and damaged"
    }

    private func plan(_ id: SnapshotID, _ choice: EntryChoice) async throws -> DrillPlan {
        let stream = try await index(id, choice)
        var plan = DrillPlan()
        while let item = try stream.next() {
            try Task.checkCancellation()
            if case .entry(let entry) = item { plan.add(entry) }
        }
        guard plan.entries > 0 else {
            throw EngineError(.noSuchEntry, "none of these paths is in the snapshot")
        }
        return plan
    }

    /// Entries as the vault's index has them.
    private func index(
        _ id: SnapshotID, _ choice: EntryChoice
    ) async throws -> sending any EntryStream {
        var choice = choice
        choice.hasContent = false
        return try await vault.entries(of: id, choice, RunProgress())
    }

    private func restore(
        _ id: SnapshotID, _ choice: EntryChoice, _ notes: RestoreNotes,
        _ report: inout DrillReport, _ progress: RunProgress
    ) async throws {
        let start = ContinuousClock.now
        defer {
            report.restoreTime = ContinuousClock.now - start
            report.firstByteTime = notes.firstByte.map { $0 - start }
        }
        let stream = NotedStream(try await vault.entries(of: id, choice, progress), notes)
        let restored = try target.restore(stream) { done in
            for issue in done.issues.samples { report.reasons[issue.path] = issue.message }
            report.restored = done.entries
            report.restoredSize = done.size
            progress.update {
                $0.entries = done.entries
                $0.bytes = done.size.bytes
            }
        }
        // Where the folder's file system keeps less, less can be compared.
        report.isScratchIncomplete = restored.issues.counts[.incomplete] != nil
    }

    /// Returns the databases among the files that came back as they were.
    private func compare(
        _ id: SnapshotID, _ choice: EntryChoice, _ notes: RestoreNotes,
        _ report: inout DrillReport, _ progress: RunProgress
    ) async throws -> [EntryPath] {
        let start = ContinuousClock.now
        defer { report.verifyTime += ContinuousClock.now - start }
        var comparison = TreeComparison(
            try ScratchStream(readBack.entries(), below: folder), notes, fidelity, progress)
        let list = try await index(id, choice)
        return try comparison.run(
            vault.listsAll ? list : CompletedList(list, notes), &report)
    }

    /// What came back is whole; what a restore by hand or a repair goes by is to be so too.
    private func lookBeside(
        _ id: SnapshotID, _ choice: EntryChoice, _ report: inout DrillReport,
        _ progress: RunProgress
    ) async throws {
        let start = ContinuousClock.now
        defer { report.verifyTime += ContinuousClock.now - start }
        for damage in try await vault.damageBeside(id, choice, progress) {
            report.findings.append(nil, damage)
        }
    }

    private func examine(_ databases: [EntryPath], _ report: inout DrillReport) throws {
        let start = ContinuousClock.now
        defer { report.verifyTime += ContinuousClock.now - start }
        for path in databases {
            try Task.checkCancellation()
            report.databases += 1
            try DatabaseExamination(path, in: folder).run(&report)
        }
    }
}

extension EngineError {
    /// The vault does not hold what was written, as far as asking it again would not help.
    fileprivate var isDamage: Bool { kind == .damaged || kind == .foreignSignature }
}
