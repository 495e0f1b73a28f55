internal import AgentProtocol
internal import Domain
internal import Drill
internal import Engine
internal import FilesConnector
internal import Glibc
internal import Host
internal import LocalState
internal import Values

extension VaultAttempt {
    /// Of the content, where nobody says how much a check reads.
    private static let checkPercent = 5
    /// As many findings as people read.
    private static let findingsMax = 100

    /// Restores to a folder of its own, compares everything, and measures.
    func drill(_ vault: any Vault) async throws -> Result {
        let id = try snapshotID()
        let list = try await vault.snapshots()
        guard let snapshot = list.snapshots.first(where: { $0.id == id }) else {
            // It is there and cannot be read: that is what a drill is for.
            if let damaged = list.damaged.first(where: { $0.id == id }) {
                throw EngineError(.damaged, damaged.reason)
            }
            throw EngineError(.noSuchSnapshot, "the snapshot \(id.short) is not in the vault")
        }
        let isRoot = geteuid() == 0
        let choice = try choice()
        let report = try await ScratchFolder.with(
            in: parts.folders.drills(), named: "drill", ids: parts.ids
        ) { folder in
            var options = RestoreOptions()
            options.owners = .byNumber
            options.makesDevices = isRoot
            return try await Drill(
                vault, in: folder, restoringTo: FileRestore(into: folder, options),
                readingBack: FilesSource([folder]), isRoot ? .everything : .whatUsersMay
            ).run(snapshot, choice, now: parts.wall.now, progress)
        }
        return result(of: report)
    }

    private func result(of report: DrillReport) -> Result {
        var result = Result(entries: report.restored, size: report.restoredSize)
        result.lines = report.findings.samples.map { (.error, Self.line($0)) }
        result.lines += report.notes.samples.map { (.info, Self.line($0)) }
        result.lines.append(
            (
                .info,
                "Restored in \(report.restoreTime.text), compared in \(report.verifyTime.text); "
                    + "the data is \(report.dataAge.text) old; \(report.databases) databases."
            ))
        if let vault = order.vaults.first {
            result.events = [.drilled(DrillMeasured(run: run.id, vault: vault.id, report))]
        }
        if !report.hasPassed {
            result.failure = RunFailure(
                code: "drill_failed", message: "What came back is not what was backed up.",
                disposition: .needsOperator)
        }
        return result
    }

    private static func line(_ line: DrillLog.Line) -> String {
        line.path.map { "\($0): \(line.message)" } ?? line.message
    }

    /// Reads the vault, and compares with what was written.
    func check(_ vault: any Vault) async throws -> Result {
        let reading: VerifyScope.Reading
        switch order.percent ?? Self.checkPercent {
        case ...0: reading = .structure
        case 100...: reading = .everything
        case let percent:
            reading = .sample(
                percent: Double(percent), seed: UInt64.random(in: 0...UInt64.max))
        }
        let report = try await vault.verify(VerifyScope(reading: reading), progress)
        var result = Result(entries: Int64(report.objects), size: report.bytesRead)
        result.lines = report.findings.prefix(Self.findingsMax).map { (.error, $0.message) }
        if let first = report.findings.first {
            result.failure = RunFailure(
                code: "damaged", message: first.message.fitForRecords,
                disposition: .needsOperator)
        }
        // What cannot be trusted is not told.
        result.tellsVault = result.failure == nil
        return result
    }
}

extension DrillMeasured {
    fileprivate init(run: ID<Run>, vault: ID<KnownVault>, _ report: DrillReport) {
        self.init(
            run: run, vault: vault, locator: report.snapshot.id.text, hasPassed: report.hasPassed,
            findings: report.findings.count, files: report.files, size: report.size,
            databases: report.databases, firstByte: report.firstByteTime,
            restoreTime: report.restoreTime, verifyTime: report.verifyTime,
            dataAge: report.dataAge)
    }
}
