internal import CommandLine
internal import Connector
internal import Engine
internal import JSON
internal import StandAlone
internal import Values

/// `holdfast versions`: one path over time.
struct VersionsCommand: Command {
    let name = "versions"
    let summary = "Show what became of a path from snapshot to snapshot."
    let discussion = """
        A line for each snapshot in which the path differs from the snapshot before; --all shows
        every snapshot.
        """
    let examples = [
        Example(
            "holdfast versions /etc/fstab --from=file:/srv/backups", "When did this file change?")
    ]
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .unavailable, .damaged, .tooNew, .cancelled,
    ]
    let path = Argument("PATH", .text, "The file, folder or link.")
    let from = Option.from
    let keyOptions = KeyOptions.reading
    let all = Option.flag("all", "Also snapshots in which it did not change.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            guard let wanted = try entryPaths([invocation[path]]).first else { return .usage }
            let vault = try await process.open(invocation[from], keyOptions, needsKey: true)
            var former: (entry: Entry?, state: String)?
            var isKnown = false
            for snapshot in try await vault.snapshots().snapshots {
                let stream = try await vault.entries(
                    of: snapshot.id, EntryChoice(paths: [wanted], hasContent: false),
                    process.progress)
                let entry = try first(of: stream, at: wanted)
                isKnown = isKnown || entry != nil
                let now = entry?.longLine ?? "not there"
                // The line shows minutes; a file of the same size may have changed within one.
                let state = now + (entry.map { FileTimeText($0.metadata.modified).full } ?? "")
                let isOther = former.map { $0.state != state || Self.differ($0.entry, entry) }
                former = (entry, state)
                guard invocation[all] || isOther ?? true, isKnown else { continue }
                invocation.print(
                    invocation[json]
                        ? line(snapshot, entry)
                        : "\(snapshot.id.short)  \(snapshot.time.minuteText)  \(now)")
            }
            guard isKnown else { throw Failure(.missing, "No snapshot has this path.") }
            return .success
        }
    }

    private static func differ(_ former: Entry?, _ entry: Entry?) -> Bool {
        guard let former, let entry else { return false }
        return entry.hasOtherContent(than: former)
    }

    private func first(of stream: any EntryStream, at path: EntryPath) throws -> Entry? {
        while let item = try stream.next() {
            if case .entry(let entry) = item, entry.path == path { return entry }
        }
        return nil
    }

    private func line(_ snapshot: Snapshot, _ entry: Entry?) -> String {
        var object = JSONObject()
        object["snapshot"] = .string(snapshot.id.text)
        object["time"] = .string("\(snapshot.time)")
        object["entry"] = entry?.json ?? .null
        return "\(JSON.object(object))"
    }
}
