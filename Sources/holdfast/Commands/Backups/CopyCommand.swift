internal import CommandLine
internal import Engine
internal import Host
internal import JSON
internal import RepositoryEngine
internal import StandAlone
internal import Values

/// `holdfast copy`: brings snapshots from one repository to another.
struct CopyCommand: Command {
    let name = "copy"
    let summary = "Copy snapshots from one repository to another."
    let discussion = """
        All snapshots, or those that are named. What the other repository has already is not sent
        again, and a snapshot that was copied before is passed over: the same command goes on after
        an interruption, and run every night it brings what is new. Each piece is opened, compared
        with its name and sealed with the other repository's key; nothing is decrypted to a disk.

        A repository that is made with `holdfast vault init --like` cuts files as the other one
        does. Otherwise what is backed up there directly has no pieces in common with what is
        copied.

        A snapshot that cannot be copied whole is named and left out, and the code is 3.
        """
    let examples = [
        Example(
            "holdfast copy --from=file:/srv/repository --to=sftp://me@nas/repository",
            "Everything that is not there yet."),
        Example(
            "holdfast copy latest --from=file:/srv/repository --to=file:/mnt/disk --dry-run",
            "What it would take to copy the latest one."),
    ]
    let exitCodes: [ExitCode] = [
        .issues, .configuration, .missing, .denied, .busy, .unavailable, .damaged, .full, .tooNew,
        .cancelled,
    ]
    let snapshots = Argument.repeated(
        "SNAPSHOT", .text, isRequired: false, "Its id, the beginning of it, or `latest`.")
    let from = Option.from
    let to = Option.required("to", .text.named("URL"), "The vault that they are copied to.")
    let keyOptions = KeyOptions.passphrase
    let toPassword = Option.secret(
        "to-password", env: "HOLDFAST_TO_PASSWORD",
        "The file with the passphrase of the other vault, where it is another one.")
    let transfer = TransferOptions()
    let niceness = NicenessOptions()
    let dryRun = Option.flag("dry-run", "Only say what would be copied.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation, niceness) { process in
            let passphrase = try keyOptions.brought(invocation).passphrase
            let source = try await process.openRepository(invocation[from], passphrase, transfer)
            let target = try await process.openRepository(
                invocation[to],
                try Passphrase(invocation[toPassword], else: passphrase, invocation.console),
                transfer)
            let names = try await source.find(invocation[snapshots])
            let display = ProgressDisplay(
                verb: "Copying", progress: process.progress, console: invocation.console,
                isJSON: invocation[json])
            let report = try await display.show {
                try await source.copy(
                    names, to: target, isRehearsal: invocation[dryRun], process.progress)
            }
            for line in report.lines { print(line, invocation) }
            printSummary(report, invocation)
            return report.hasFailures ? .issues : .success
        }
    }

    private func print(_ line: CopyReport.Line, _ invocation: Invocation) {
        guard !invocation[json] else { return invocation.print("\(line.json)") }
        let subject = "\(line.snapshot.short)\(line.time.map { ", \($0.minuteText)" } ?? "")"
        switch line.outcome {
        case .copied(let id?): invocation.print("copied: \(subject), as \(id.short)")
        case .copied(nil): invocation.print("would be copied: \(subject)")
        case .isThere(let id): invocation.print("is there: \(subject), as \(id.short)")
        case .failed(let error): invocation.print("not copied: \(subject): \(error)")
        }
    }

    private func printSummary(_ report: CopyReport, _ invocation: Invocation) {
        guard !invocation[json] else {
            let line: JSON = [
                "type": "summary", "blobs": JSON(report.blobs),
                "size": .integer(report.size.bytes), "cutsAlike": .bool(report.cutsAlike),
                "dryRun": .bool(invocation[dryRun]),
            ]
            return invocation.print("\(line)")
        }
        let verb = invocation[dryRun] ? "would be copied" : "copied"
        invocation.print("\(counted(report.blobs, "blob")) of \(report.size) \(verb).")
        if !report.cutsAlike, report.blobs > 0 {
            invocation.print(
                "The repositories cut files differently: backups to the other one share nothing "
                    + "with these copies (see `holdfast vault init --like`).")
        }
    }
}

extension RepositoryVault {
    /// The snapshots that a person named; nil when he named none.
    func find(_ texts: [String]) async throws -> [SnapshotID]? {
        guard !texts.isEmpty else { return nil }
        let list = try await snapshots()
        return try texts.map { try SnapshotChoice($0).find(in: list).id }
    }
}

extension CopyReport.Line {
    fileprivate var json: JSON {
        var object = JSONObject()
        object["type"] = "snapshot"
        object["snapshot"] = .string(snapshot.text)
        if let time { object["time"] = .string("\(time)") }
        switch outcome {
        case .copied(let id):
            object["outcome"] = "copied"
            if let id { object["copy"] = .string(id.text) }
        case .isThere(let id):
            object["outcome"] = "isThere"
            object["copy"] = .string(id.text)
        case .failed(let error):
            object["outcome"] = "failed"
            object["message"] = .string("\(error)")
        }
        return .object(object)
    }
}
