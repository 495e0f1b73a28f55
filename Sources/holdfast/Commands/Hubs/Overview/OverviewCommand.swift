internal import CommandLine
internal import Domain
internal import JSON
internal import Values

/// `holdfast overview`: how a tenant stands, in a few lines.
struct OverviewCommand: Command {
    let name = "overview"
    let summary = "Tell how your tenant stands: what is protected, and what needs a hand."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let signIn = SignInOptions()
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub, signIn) { hub in
            let overview = try await hub.ask("GET", "\(hub.tenantPath())/overview")
            guard let overview else { throw HubAnswer.unreadable }
            guard !invocation[json] else {
                invocation.print(overview.line)
                return .success
            }
            var table = TextTable([("", .left), ("", .left)])
            for (name, value) in overview.facts { table.append([name, value]) }
            for line in table.lines.dropFirst() { invocation.print(line) }
            return .success
        }
    }
}

extension JSON {
    private func number(_ name: String) -> Int64 { self[name]?.wholeNumber ?? 0 }

    private func size(_ name: String) -> String { ByteCount(number(name)).description }

    /// What an overview says, a line for each thing that is to be said.
    fileprivate var facts: [(String, String)] {
        let sources = self["sources"] ?? .null
        var facts = [
            ("verdict", told("verdict")),
            ("protected", "\(number("protected")) of \(sources.number("all")) sources"),
        ]
        let others = ["failed", "stale", "warned", "waiting", "paused"]
            .filter { sources.number($0) > 0 }.map { "\(sources.number($0)) \($0)" }
        if !others.isEmpty { facts.append(("sources", others.joined(separator: ", "))) }
        facts += [
            (
                "stored",
                "\(size("stored")) in \(number("snapshots")) snapshots, \(number("vaults")) vaults"
            ),
            ("agents", "\(number("agents"))"), ("running", "\(number("openRuns"))"),
            ("alerts", "\(number("openAlerts")) open"),
        ]
        facts += (self["needy"]?.elements ?? []).map { source in
            let last = source.told("lastGood", else: "never")
            return (source.told("standing"), "\(source.told("name")), last good \(last)")
        }
        facts += (self["failedVaults"]?.elements ?? []).map { ("not made", $0.told("name")) }
        facts += (self["alerts"]?.elements ?? []).map {
            ($0.told("severity"), "\($0.told("message")) since \($0.told("raised"))")
        }
        facts += (self["fullest"]?.elements ?? []).filter { $0["full"] != nil }.map {
            ("full soon", "\($0.told("name")), on \($0.told("full"))")
        }
        facts.append(("proven", self["proven"]?.told("ended") ?? "no restore yet"))
        facts += (self["next"]?.elements ?? []).map {
            ("next", "\($0.told("time")) \($0.told("name"))")
        }
        return facts
    }
}
