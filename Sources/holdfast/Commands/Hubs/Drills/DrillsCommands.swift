internal import CommandLine
internal import JSON
internal import Values

/// `holdfast drills list`: what rehearsed restores proved.
struct DrillsListCommand: Command {
    let name = "list"
    let summary = "List rehearsed restores with what they measured, the newest first."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let source = Option.optional("source", .text.named("ID"), "Only those of this source.")
    let vault = Option.optional("vault", .text.named("ID"), "Only those from this vault.")
    let passed = Option.flag("passed", "Only those that passed.")
    let failed = Option.flag("failed", "Only those that did not.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        guard !(invocation[passed] && invocation[failed]) else {
            throw Failure(.usage, "--passed and --failed leave nothing to list.")
        }
        let verdict = invocation[passed] ? "true" : invocation[failed] ? "false" : nil
        return try await HubClient.run(invocation, hub) { hub in
            let query = HubQuery([
                ("source", invocation[source]), ("vault", invocation[vault]),
                ("passed", verdict),
            ])
            try await hub.showList(
                "\(hub.tenantPath())/drills\(query)", isJSON: invocation[json],
                ["TIME", "VERDICT", "FILES", "SIZE", "RESTORED IN", "DATA AGE", "RUN"],
                ifEmpty: "No restore was rehearsed. holdfast drills start begins one."
            ) { drill in
                [
                    drill.told("time"), drill["passed"] == true ? "passed" : "failed",
                    "\(drill["files"]?.wholeNumber ?? 0)",
                    "\(ByteCount(drill["size"]?.wholeNumber ?? 0))",
                    Self.span(drill["measures"]?["restoreTime"]),
                    Self.span(drill["measures"]?["dataAge"]), drill.told("run"),
                ]
            }
            return .success
        }
    }

    private static func span(_ milliseconds: JSON?) -> String {
        guard let count = milliseconds?.wholeNumber else { return "–" }
        if count < 60_000 { return "\(count / 1000).\(abs(count) % 1000 / 100) s" }
        if count < 172_800_000 { return "\(count / 3_600_000) h \(count / 60_000 % 60) min" }
        return "\(count / 86_400_000) days"
    }
}

/// `holdfast drills promises`: how often vaults are to be rehearsed, and whether they are.
struct DrillsPromisesCommand: Command {
    let name = "promises"
    let summary = "Tell how often each vault is to be rehearsed, and whether that is kept."
    let discussion = """
        A vault promises what its cadence says (vaults edit --drill). It is late when no drill of
        it has passed for one and a half times as long.
        """
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            try await hub.showList(
                "\(hub.tenantPath())/drills/promises", isJSON: invocation[json],
                ["VAULT", "STANDING", "PROMISED", "LAST PASSED", "FAILED SINCE", "NEXT"],
                ifEmpty: "There is no vault yet. holdfast vaults create makes one known."
            ) { promise in
                [
                    promise.told("name"), promise.told("standing"),
                    promise.told("promised", else: "–"), promise.told("lastGood", else: "never"),
                    "\(promise["failures"]?.wholeNumber ?? 0)", promise.told("next", else: "–"),
                ]
            }
            return .success
        }
    }
}

/// `holdfast drills start`: rehearses a restore now.
struct DrillsStartCommand: Command {
    let name = "start"
    let summary = "Rehearse a restore of a snapshot: restore all, compare every hash, measure."
    let exitCodes = HubOptions.exitCodes + [.issues]
    let hub = HubOptions()
    let follows = Option.flag("follow", "Show what happens, until the run has ended.")
    let json = Option.json
    let snapshot = Argument("SNAPSHOT", .text, "The snapshot, as snapshots list shows it.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let tenant = try await hub.tenantPath()
            let run = try await hub.ask(
                "POST", "\(tenant)/snapshots/\(PathPart(invocation[snapshot]))/drills")
            guard invocation[follows], let id = run?["id"]?.text else {
                hub.show(run, isJSON: invocation[json]) {
                    "Run \($0.told("id")) is \($0.told("state"))."
                }
                return .success
            }
            return try await RunFollower(hub, isJSON: invocation[json])
                .follow("\(tenant)/runs/\(PathPart(id))")
        }
    }
}
