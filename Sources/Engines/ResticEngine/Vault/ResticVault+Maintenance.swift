package import Engine
internal import Host
internal import Synchronization
package import Values

extension ResticVault {
    /// restic chooses a sample itself, and always looks at all snapshots.
    package func verify(
        _ scope: VerifyScope, _ progress: RunProgress
    ) async throws -> VerifyReport {
        let known = try await snapshots()
        let reading: [SystemString] =
            switch scope.reading {
            case .structure: []
            case .sample(let percent, _): [SystemString("--read-data-subset=\(percent)%")]
            case .part(let part, let count):
                [SystemString("--read-data-subset=\(part)/\(count)")]
            case .everything: ["--read-data"]
            }
        let found = CheckFindings()
        let end = try await process.run(["check"] + reading) { line in
            found.take(line)
            progress.update { $0.current = "check" }
        }
        let findings = found.all(of: end)
        guard end.isSuccess || !findings.isEmpty else { throw end.error("check \(place)") }
        var report = VerifyReport()
        report.snapshots = known.snapshots.count
        report.findings = findings.map { VerifyReport.Finding(snapshot: nil, message: $0) }
        return report
    }

    package func forget(_ snapshots: [SnapshotID], _ progress: RunProgress) async throws {
        guard !snapshots.isEmpty else { return }
        // Arguments are bounded by the system, so a great many go in turns.
        for start in stride(from: 0, to: snapshots.count, by: Self.forgetMax) {
            let some = snapshots[start..<min(start + Self.forgetMax, snapshots.count)]
            let end = try await process.run(["forget"] + some.map { SystemString($0.text) })
            // One that is gone already is what was asked for.
            let isGone = end.words.contains { $0.contains("no matching ID found") }
            guard end.isSuccess || isGone else { throw end.error("forget at \(place)") }
        }
    }

    private static var forgetMax: Int { 500 }

    /// Nothing is ever unfinished in a repository, so `inUse` and the moment change nothing; and
    /// restic itself empties a repository without snapshots.
    package func prune(
        unfinishedBefore moment: Timestamp, inUse: Set<SnapshotID>, mayEmpty: Bool,
        isRehearsal: Bool, _ progress: RunProgress
    ) async throws -> PruneReport {
        let totals = Mutex(PruneReport())
        let end = try await process.run(["prune"] + (isRehearsal ? ["--dry-run"] : [])) { line in
            guard let total = PruneTotal(parsing: line.bytes) else { return }
            totals.withLock {
                $0.objects = total.blobs
                $0.freed = total.size
            }
        }
        try end.requireSuccess("prune \(place)")
        return totals.withLock(\.self)
    }

    /// Removes the locks of processes that are gone, or all of them.
    /// - Parameter all: Only when nobody works on the repository: whoever does is left without.
    package func unlock(all: Bool = false) async throws {
        let end = try await process.run(["unlock"] + (all ? ["--remove-all"] : []))
        try end.requireSuccess("unlock \(place)")
    }

    /// Makes the index anew from the packs that are there.
    package func repairIndex() async throws {
        let verb: [SystemString] =
            process.program.version.hasRepair ? ["repair", "index"] : ["rebuild-index"]
        let end = try await process.run(verb)
        try end.requireSuccess("repair the index of \(place)")
    }
}
