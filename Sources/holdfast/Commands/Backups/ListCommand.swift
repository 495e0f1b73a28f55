internal import CommandLine
internal import Connector
internal import Engine
internal import JSON
internal import StandAlone
internal import Values

/// `holdfast ls`: what is in a snapshot.
struct ListCommand: Command {
    let name = "ls"
    let summary = "List what is in a snapshot, or below some of its paths."
    let examples = [
        Example("holdfast ls latest --from file:/srv/backups", "Everything in the latest one."),
        Example(
            "holdfast ls 0199c2f0 etc/ssh --from file:/srv/backups --long",
            "A folder of another, with modes, owners, sizes and times."),
    ]
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .unavailable, .damaged, .tooNew, .cancelled,
    ]
    let snapshot = Argument("SNAPSHOT", .text, "Its id, the beginning of it, or `latest`.")
    let paths = Argument.repeated(
        "PATH", .text, isRequired: false, "Only these and what is below them.")
    let from = Option.from
    let keyOptions = KeyOptions.reading
    let isLong = Option.flag("long", "Show modes, owners, sizes and times.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            let vault = try await process.open(
                invocation[from], keyOptions, needsKey: true)
            let snapshot = try SnapshotChoice(invocation[snapshot])
                .find(in: try await vault.snapshots())
            let choice = EntryChoice(
                paths: try entryPaths(invocation[paths]), hasContent: false)
            let stream = try await vault.entries(of: snapshot.id, choice, process.progress)
            var count = 0
            while let item = try stream.next() {
                guard case .entry(let entry) = item else { continue }
                count += 1
                invocation.print(line(entry, invocation))
            }
            guard count > 0 || choice.paths.isEmpty else {
                throw Failure.noSuchPaths
            }
            return .success
        }
    }

    private func line(_ entry: Entry, _ invocation: Invocation) -> String {
        if invocation[json] { return "\(entry.json)" }
        guard invocation[isLong] else { return shown(entry.path.bytes) }
        return entry.longLine
    }
}
