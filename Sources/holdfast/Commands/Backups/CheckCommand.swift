internal import CommandLine
internal import Connector
internal import Engine
internal import JSON
internal import StandAlone
internal import Values

/// `holdfast check`: compares a vault with what was written to it.
struct CheckCommand: Command {
    let name = "check"
    let summary = "Check that a vault holds what was written to it."
    let discussion = """
        Without options, everything has to be there with its size and a signature that fits.
        --read-data reads every byte and compares its hash; --read-data-subset reads a part: so many
        percent, chosen anew each time, or one of so many parts that are everything together, by
        the names of the objects alone. Always read from the vault, never from a cache. With a key,
        damage is told by the files that it touches.
        """
    let examples = [
        Example("holdfast check --from file:/srv/backups --read-data", "Read everything."),
        Example(
            "holdfast check --from s3:https://s3.example.com/bucket --read-data-subset=5%",
            "Read a twentieth; twenty such checks read about two thirds of it."),
        Example(
            "holdfast check --from s3:https://s3.example.com/bucket --read-data-subset=3/30",
            "The third part of thirty: after as many days everything was read."),
    ]
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .unavailable, .damaged, .tooNew, .cancelled,
    ]
    let from = Option.from
    let keyOptions = KeyOptions.reading
    let transfer = TransferOptions()
    let niceness = NicenessOptions()
    let readData = Option.flag("read-data", "Read every byte.")
    let subset = Option.optional(
        "read-data-subset", .dataShare, "Read this part of the objects, as in 5% or 3/30.")
    let snapshots = Option.repeated("snapshot", .text, "Only these snapshots.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation, niceness) { process in
            let vault = try await process.open(
                invocation[from], keyOptions, transfer, needsKey: false)
            let display = ProgressDisplay(
                verb: "Checking", progress: process.progress, console: invocation.console,
                isJSON: invocation[json])
            let scope = try await scope(of: vault, invocation)
            let report = try await display.show {
                try await vault.verify(scope, process.progress)
            }
            for finding in report.findings { print(finding, invocation) }
            printSummary(report, invocation)
            return report.findings.isEmpty ? .success : .damaged
        }
    }

    private func scope(of vault: any Vault, _ invocation: Invocation) async throws -> VerifyScope {
        let reading: VerifyScope.Reading
        if invocation[readData] {
            reading = .everything
        } else if let share = invocation[subset] {
            reading = share
        } else {
            reading = .structure
        }
        guard !invocation[snapshots].isEmpty else { return VerifyScope(reading: reading) }
        let list = try await vault.snapshots()
        let chosen = try invocation[snapshots].map { try SnapshotChoice($0).find(in: list).id }
        return VerifyScope(reading: reading, snapshots: chosen)
    }

    private func print(_ finding: VerifyReport.Finding, _ invocation: Invocation) {
        if invocation[json] {
            var object = JSONObject()
            object["type"] = "finding"
            if let snapshot = finding.snapshot { object["snapshot"] = .string(snapshot.text) }
            object["message"] = .string(finding.message)
            object["paths"] = .array(finding.paths.map { .string(shown($0.bytes)) })
            object["pathCount"] = JSON(finding.pathCount)
            return invocation.print("\(JSON.object(object))")
        }
        let snapshot = finding.snapshot.map { "snapshot \($0.short): " } ?? ""
        invocation.print("\(snapshot)\(finding.message)")
        for path in finding.paths { invocation.print("    \(shown(path.bytes))") }
        let more = finding.pathCount - finding.paths.count
        if more > 0 { invocation.print("    … and \(more) more") }
    }

    private func printSummary(_ report: VerifyReport, _ invocation: Invocation) {
        guard !invocation[json] else {
            let line: JSON = [
                "type": "summary", "snapshots": JSON(report.snapshots),
                "objects": JSON(report.objects), "bytesRead": .integer(report.bytesRead.bytes),
                "findings": JSON(report.findings.count),
            ]
            return invocation.print("\(line)")
        }
        let verdict =
            report.findings.isEmpty
            ? "all is well" : counted(report.findings.count, "finding")
        // Another program than ours does not say what it read.
        let read =
            report.objects == 0
            ? "" : ", " + counted(report.objects, "object") + ", \(report.bytesRead) read"
        invocation.print(counted(report.snapshots, "snapshot") + "\(read): \(verdict)")
    }
}

extension Syntax where Value == VerifyScope.Reading {
    fileprivate static var dataShare: Syntax {
        Syntax(
            "PERCENT|N/T",
            reading: { text throws(Refusal) in
                if text.hasSuffix("%") {
                    let percent = try Syntax<Double>.percent().read(text)
                    return .sample(percent: percent, seed: .random(in: 0...UInt64.max))
                }
                let parts = text.split(separator: "/", omittingEmptySubsequences: false)
                guard parts.count == 2, let part = Int(parts[0]), let count = Int(parts[1]),
                    (1...partsMax).contains(count), (1...count).contains(part)
                else { throw Refusal("is not a part such as 5%, or 3/30 for the third of thirty") }
                return .part(part, of: count)
            }, writing: { "\($0)" })
    }

    /// More parts than any vault has objects in one of them.
    private static var partsMax: Int { 1_000_000 }
}
