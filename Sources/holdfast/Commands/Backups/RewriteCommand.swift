internal import CommandLine
internal import Connector
internal import Engine
internal import FilesConnector
internal import Host
internal import JSON
internal import RepositoryEngine
internal import StandAlone
internal import Values

/// `holdfast rewrite`: leaves paths out of snapshots that are there already.
struct RewriteCommand: Command {
    let name = "rewrite"
    let summary = "Make snapshots of a repository anew without some of their paths."
    let discussion = """
        For what should never have been backed up. All snapshots, or those that are named, are made
        anew without what the patterns match. The new ones stand beside the old ones, with the tag
        `rewrite`; with --forget they take their place.

        The content itself is gone from the vault after --forget and the next `holdfast prune
        --max-unused=0%`, and stays in every copy of it elsewhere. A snapshot that cannot be read
        whole is named and stays as it is, and the code is 3.
        """
    let examples = [
        Example(
            "holdfast rewrite --exclude=/home/ann/secrets --from=file:/srv/repository --dry-run",
            "What would leave which snapshot."),
        Example(
            "holdfast rewrite --exclude='*.key' --forget --from=file:/srv/repository",
            "Out of all snapshots for good; a prune then frees the room."),
    ]
    let exitCodes: [ExitCode] = [
        .issues, .configuration, .missing, .denied, .busy, .unavailable, .damaged, .full, .tooNew,
        .cancelled,
    ]
    let snapshots = Argument.repeated(
        "SNAPSHOT", .text, isRequired: false, "Its id, or the beginning of it.")
    let from = Option.from
    let keyOptions = KeyOptions.passphrase
    let exclude = Option.repeated(
        "exclude", .text, "Leave out what a pattern in the language of .gitignore matches.")
    let excludeFile = Option.repeated(
        "exclude-file", .file, "A file of such patterns, one a line.")
    let forget = Option.flag("forget", "Take the old snapshots away.")
    let dryRun = Option.flag("dry-run", "Only say what would be left out.")
    let json = Option.json

    private static let patternsMax = ByteCount.mebibytes(4)

    func run(_ invocation: Invocation) async throws -> ExitCode {
        let patterns = try patterns(invocation)
        return try await LocalProcess.run(invocation) { process in
            try await process.withRepository(invocation[from], keyOptions) { vault in
                let names = try await vault.find(invocation[snapshots])
                let order = RewriteOrder(
                    forgets: invocation[forget], isRehearsal: invocation[dryRun]
                ) { path, kind in
                    patterns.matches(path, isFolder: kind == .folder)
                }
                let report = try await vault.rewrite(order, of: names, process.progress)
                for line in report.lines { print(line, invocation) }
                return report.hasFailures ? .issues : .success
            }
        }
    }

    private func patterns(_ invocation: Invocation) throws -> PatternSet {
        var patterns = PatternSet()
        for text in invocation[exclude] { patterns.add(text.utf8) }
        for path in invocation[excludeFile] {
            patterns.add(try DurableFile.read(FilePath(path), limit: Self.patternsMax))
        }
        if let bad = patterns.unusable.first {
            throw Failure(
                .usage, "The pattern \(quoted(shown(bad))) matches nothing.",
                hint: "docs/user/excludes.md has the language")
        }
        guard !patterns.isEmpty else {
            throw Failure(
                .usage, "Nothing says what is to be left out.",
                hint: "name it with --exclude, as in --exclude=/home/ann/secrets")
        }
        return patterns
    }

    private func print(_ line: RewriteReport.Line, _ invocation: Invocation) {
        guard !invocation[json] else { return invocation.print("\(line.json)") }
        let subject = "\(line.snapshot.short)\(line.time.map { ", \($0.minuteText)" } ?? "")"
        switch line.outcome {
        case .unchanged: invocation.print("unchanged: \(subject)")
        case .rewritten(let id, let removed):
            let what = "\(removed.size) in \(counted(removed.files, "file"))"
            guard let id else { return invocation.print("would lose \(what): \(subject)") }
            let verb = invocation[forget] ? "replaced" : "rewritten"
            invocation.print("\(verb): \(subject), as \(id.short) without \(what)")
        case .failed(let error): invocation.print("not rewritten: \(subject): \(error)")
        }
    }
}

extension RewriteReport.Line {
    fileprivate var json: JSON {
        var object = JSONObject()
        object["snapshot"] = .string(snapshot.text)
        if let time { object["time"] = .string("\(time)") }
        switch outcome {
        case .unchanged: object["outcome"] = "unchanged"
        case .rewritten(let id, let removed):
            object["outcome"] = "rewritten"
            if let id { object["new"] = .string(id.text) }
            object["entries"] = .integer(removed.entries)
            object["files"] = .integer(removed.files)
            object["size"] = .integer(removed.size.bytes)
        case .failed(let error):
            object["outcome"] = "failed"
            object["message"] = .string("\(error)")
        }
        return .object(object)
    }
}
