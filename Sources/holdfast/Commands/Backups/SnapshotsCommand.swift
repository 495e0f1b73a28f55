internal import CommandLine
internal import Engine
internal import JSON
internal import StandAlone
internal import Values

/// `holdfast snapshots`: what lies in a vault.
struct SnapshotsCommand: Command {
    let name = "snapshots"
    let summary = "List the snapshots of a vault."
    let subcommands: [any Command] = [
        SnapshotsKnownCommand(), SnapshotsPinCommand(), SnapshotsUnpinCommand(),
        SnapshotsHoldCommand(), SnapshotsReleaseCommand(),
    ]
    let discussion = """
        By itself it reads a vault from this machine; the commands below it ask a hub for what it
        knows.

        Without a key, the times and sizes are shown; with one, also what was backed up and where.
        Backups that were not finished, and snapshots that are damaged, are listed after the others.
        """
    let examples = [
        Example("holdfast snapshots --from file:/srv/backups", "List what is in a folder.")
    ]
    let exitCodes: [ExitCode] = [
        .issues, .configuration, .missing, .denied, .unavailable, .damaged, .tooNew, .cancelled,
    ]
    let from = Option.from
    let keyOptions = KeyOptions.reading
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            let vault = try await process.open(
                invocation[from], keyOptions, needsKey: false)
            let list = try await vault.snapshots()
            invocation[json] ? printJSON(list, invocation) : printTable(list, invocation)
            return list.damaged.isEmpty ? .success : .issues
        }
    }

    private func printTable(_ list: SnapshotList, _ invocation: Invocation) {
        if list.snapshots.isEmpty {
            invocation.print("There is no snapshot in this vault yet.")
        } else {
            var table = TextTable([
                ("SNAPSHOT", .left), ("TIME", .left), ("HOST", .left), ("SIZE", .right),
                ("STORED", .right), ("ENTRIES", .right), ("PATHS", .left),
            ])
            for snapshot in list.snapshots { table.append(snapshot.row) }
            for line in table.lines { invocation.print(line) }
        }
        for one in list.unfinished {
            invocation.print("not finished: \(one.id.short), \(one.storedSize)")
        }
        for one in list.damaged { invocation.print("damaged: \(one.id.short): \(one.reason)") }
    }

    private func printJSON(_ list: SnapshotList, _ invocation: Invocation) {
        for snapshot in list.snapshots {
            var object = JSONObject()
            object["type"] = "snapshot"
            object["snapshot"] = snapshot.json
            invocation.print("\(JSON.object(object))")
        }
        for one in list.unfinished {
            let line: JSON = [
                "type": "unfinished", "id": .string(one.id.text), "source": .string(one.source),
                "storedSize": .integer(one.storedSize.bytes),
            ]
            invocation.print("\(line)")
        }
        for one in list.damaged { invocation.print("\(one.json)") }
    }
}

extension DamagedSnapshot {
    var json: JSON {
        [
            "type": "damaged", "id": .string(id.text), "source": .string(source),
            "reason": .string(reason),
        ]
    }
}

extension Snapshot {
    fileprivate var row: [String] {
        [
            id.short, time.minuteText, shown(details?.hostName ?? "–"), "\(contentSize)",
            storedSize.map { "\($0)" } ?? "–", "\(entries)",
            shown(details?.paths.joined(separator: " ") ?? "sealed"),
        ]
    }
}

extension Timestamp {
    /// As in `2026-11-21 03:46Z`.
    var minuteText: String {
        let text = "\(self)"
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))Z"
    }
}
