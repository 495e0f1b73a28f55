internal import CommandLine
internal import JSON
internal import Values

/// `holdfast files restore` and `files plan`: files of a snapshot, back on a machine.
struct FilesRestoreCommand: Command {
    let name: String
    let summary: String
    private let isPlan: Bool
    let discussion = """
        Files go back on the machine that they are of, or on another with --agent. With --into \
        they go into a folder of that machine, which its policy has to allow; without it, to where \
        they came from, and then the machine's name has to be typed with --confirm.
        """
    let examples = [
        Example(
            "holdfast files plan 0199c2f0-… /srv/www --into=/srv/restored", "What would happen?"),
        Example(
            "holdfast files restore 0199c2f0-… /srv/www/index.html --confirm=web",
            "A deleted file, back to where it was."),
    ]
    let exitCodes = HubOptions.exitCodes + [.issues]
    let hub = HubOptions()
    let into = Option.optional("into", .text.named("FOLDER"), "A folder of the machine.")
    let agent = Option.optional("agent", .text.named("ID"), "Another machine than the files' own.")
    let conflicts = Option.optional(
        "conflicts", .text.named("RULE"),
        "Where something else is: fail (restore nothing), skip, rename or overwrite.")
    let moves = Option.repeated(
        "move", .text.named("FROM=TO"),
        "What takes the place of the beginning of a path; nothing behind = for the folder itself.")
    let confirm = Option.optional(
        "confirm", .text.named("NAME"), "The name of the machine, to restore in place.")
    let download = Option.optional(
        "download", .rate, "Bytes a second from the vault, of this run alone.")
    let follows = Option.flag("follow", "Show what happens, until the run has ended.")
    let json = Option.json
    let snapshot = Argument("SNAPSHOT", .text, "The snapshot, as snapshots list shows it.")
    let paths = Argument.repeated(
        "PATH", .text, isRequired: false, "From the root of the snapshot; none for everything.")

    init(isPlan: Bool) {
        self.isPlan = isPlan
        name = isPlan ? "plan" : "restore"
        summary =
            isPlan
            ? "Find out what a restore would do, and do nothing."
            : "Give files of a snapshot back on a machine."
    }

    func run(_ invocation: Invocation) async throws -> ExitCode {
        let wish = try wish(invocation)
        return try await HubClient.run(invocation, hub) { hub in
            let tenant = try await hub.tenantPath()
            let place = invocation[agent].map { "/agents/\(PathPart($0))" } ?? ""
            let run = try await hub.ask(
                "POST",
                "\(tenant)/snapshots/\(PathPart(invocation[snapshot]))\(place)/"
                    + (isPlan ? "restore-plans" : "restores"), wish)
            guard let id = run?["id"]?.text else { throw HubAnswer.unreadable }
            guard invocation[follows] || isPlan else {
                hub.show(run, isJSON: invocation[json]) {
                    "Run \($0.told("id")) is \($0.told("state"))."
                }
                return .success
            }
            let path = "\(tenant)/runs/\(PathPart(id))"
            let code = try await RunFollower(hub, isJSON: invocation[json]).follow(path)
            guard isPlan, code == .success, !invocation[json] else { return code }
            let ended = try await hub.ask("GET", path)
            if let preview = ended?["preview"] { invocation.print(Self.sentence(preview)) }
            return code
        }
    }

    private func wish(_ invocation: Invocation) throws -> JSON {
        var wish = JSONObject()
        wish["paths"] = .array(invocation[paths].map(JSON.string))
        if let folder = invocation[into] { wish["folder"] = .string(folder) }
        if let conflicts = invocation[conflicts] { wish["conflicts"] = .string(conflicts) }
        if let name = invocation[confirm] { wish["confirmation"] = .string(name) }
        wish["download"] = invocation[download].map { JSON($0.bytes) }
        wish["moves"] = .array(
            try invocation[moves].map { text in
                guard let mark = text.firstIndex(of: "=") else {
                    throw Failure(.usage, "--move takes FROM=TO, as in --move=srv/www=www.")
                }
                var move = JSONObject()
                move["from"] = .string(String(text[..<mark]))
                let to = String(text[text.index(after: mark)...])
                if !to.isEmpty { move["to"] = .string(to) }
                return .object(move)
            })
        return .object(wish)
    }

    private static func sentence(_ preview: JSON) -> String {
        let counts = ["new", "changed", "unchanged", "conflicts", "refused"].map {
            "\(preview[$0]?.wholeNumber ?? 0) \($0)"
        }
        return counts.joined(separator: ", ") + "; "
            + "\(ByteCount(preview["size"]?.wholeNumber ?? 0)) to be written."
    }
}
