internal import CommandLine
internal import JSON

/// `holdfast runs show`: one run with what came of it in each vault.
struct RunsShowCommand: Command {
    let name = "show"
    let summary = "Show a run, and what came of it in each vault."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json
    let id = Argument("ID", .text, "The run, as runs list shows it.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let run = try await hub.ask(
                "GET", "\(hub.tenantPath())/runs/\(PathPart(invocation[id]))")
            hub.show(run, isJSON: invocation[json]) { RunText($0).description }
            return .success
        }
    }
}

/// A run in words.
struct RunText: CustomStringConvertible {
    private let run: JSON

    init(_ run: JSON) {
        self.run = run
    }

    var description: String {
        var lines = ["\(run.told("kind")) \(run.told("id")) is \(run.told("state"))."]
        for (name, words) in [
            ("created", "created"), ("started", "began"), ("ended", "ended"),
            ("notBefore", "next attempt from"), ("skipReason", "left out because of"),
        ] {
            if let text = run[name]?.text { lines.append("\(words) \(shown(text))") }
        }
        if let failure = run["failure"] {
            lines.append("\(failure.told("message")) (\(failure.told("code")))")
        }
        if case .array(let vaults)? = run["vaults"] { lines += vaults.map(line) }
        return lines.joined(separator: "\n")
    }

    private func line(_ vault: JSON) -> String {
        var words = ["vault \(vault.told("vault")):"]
        words.append(vault.told("result", else: "nothing yet"))
        if let snapshot = vault["snapshot"]?.text { words.append("snapshot \(shown(snapshot))") }
        if let failure = vault["failure"] {
            words.append("\(failure.told("message")) (\(failure.told("code")))")
        }
        return words.joined(separator: " ")
    }
}
