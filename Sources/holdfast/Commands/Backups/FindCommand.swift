internal import CommandLine
internal import Connector
internal import Engine
internal import JSON
internal import StandAlone
internal import Values

/// `holdfast find`: where in all snapshots something is.
struct FindCommand: Command {
    let name = "find"
    let summary = "Find files by their names in all snapshots of a vault."
    let discussion = """
        The pattern is a name, or one with *, ? and [a-z] in it as shells have them. With a slash in
        it, it is held against whole paths.
        """
    let examples = [
        Example("holdfast find 'report*.odt' --from=file:/srv/backups", "Where was that file?")
    ]
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .unavailable, .damaged, .tooNew, .cancelled,
    ]
    let pattern = Argument("PATTERN", .text, "What to look for.")
    let from = Option.from
    let keyOptions = KeyOptions.reading
    let snapshots = Option.repeated("snapshot", .text, "Only in these snapshots.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            let vault = try await process.open(invocation[from], keyOptions, needsKey: true)
            let list = try await vault.snapshots()
            let chosen =
                invocation[snapshots].isEmpty
                ? list.snapshots
                : try invocation[snapshots].map { try SnapshotChoice($0).find(in: list) }
            let pattern = NamePattern(invocation[pattern])
            var count = 0
            for snapshot in chosen {
                let stream = try await vault.entries(
                    of: snapshot.id, EntryChoice(hasContent: false), process.progress)
                while let item = try stream.next() {
                    guard case .entry(let entry) = item else { continue }
                    guard pattern.matches(entry.path) else { continue }
                    count += 1
                    invocation.print(line(snapshot, entry, invocation))
                }
            }
            guard count > 0 else {
                throw Failure(.missing, "Nothing in these snapshots has such a name.")
            }
            return .success
        }
    }

    private func line(_ snapshot: Snapshot, _ entry: Entry, _ invocation: Invocation) -> String {
        guard invocation[json] else { return "\(snapshot.id.short)  \(entry.longLine)" }
        let line: JSON = ["snapshot": .string(snapshot.id.text), "entry": entry.json]
        return "\(line)"
    }
}
