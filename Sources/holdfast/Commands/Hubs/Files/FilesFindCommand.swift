internal import CommandLine
internal import JSON

/// `holdfast files find`: where in all snapshots something is.
struct FilesFindCommand: Command {
    let name = "find"
    let summary = "Find files by their names in the snapshots of all machines, the newest first."
    let discussion = """
        The pattern is a name, or one with *, ? and [a-z] in it as shells have them. With a slash in
        it, it is held against whole paths. Snapshots that nobody could look through are told on
        the error output, and the exit code is 3 then.
        """
    let examples = [
        Example("holdfast files find 'report*.odt'", "Where was that file?")
    ]
    let exitCodes = HubOptions.exitCodes + [.issues]
    let hub = HubOptions()
    let source = Option.optional("source", .text.named("ID"), "Only in snapshots of this source.")
    let vault = Option.optional("vault", .text.named("ID"), "Only in snapshots in this vault.")
    let all = Option.flag("all", "Go on with older snapshots to the oldest one.")
    let json = Option.json
    let pattern = Argument("PATTERN", .text, "What to look for.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let tenant = try await hub.tenantPath()
            var after: String?
            var count = 0
            var code = ExitCode.success
            repeat {
                let query = HubQuery([
                    ("pattern", invocation[pattern]), ("source", invocation[source]),
                    ("vault", invocation[vault]), ("after", after),
                ])
                guard let answer = try await hub.ask("GET", "\(tenant)/files\(query)") else {
                    throw HubAnswer.unreadable
                }
                count += show(answer, invocation)
                if warn(of: answer, invocation) { code = .issues }
                after = answer["next"]?.text
            } while invocation[all] && after != nil
            guard count > 0 || code == .issues else {
                throw Failure(
                    .missing, "Nothing in these snapshots has such a name.",
                    hint: after == nil ? nil : "--all looks through older snapshots as well")
            }
            return code
        }
    }

    private func show(_ answer: JSON, _ invocation: Invocation) -> Int {
        guard case .array(let items)? = answer["items"] else { return 0 }
        for item in items {
            if invocation[json] {
                invocation.print(item.line)
            } else {
                let entry = item["entry"] ?? .null
                invocation.print(
                    "\(item.told("snapshot"))  \(item.told("time"))  \(entry.sizeText)  "
                        + (entry["path"]?.told("text") ?? ""))
            }
        }
        return items.count
    }

    private func warn(of answer: JSON, _ invocation: Invocation) -> Bool {
        guard case .array(let gaps)? = answer["gaps"], !gaps.isEmpty else { return false }
        for gap in gaps {
            let why = gap["failure"]?.told("message") ?? "There is more than is shown."
            invocation.console.complain("snapshot \(gap.told("snapshot")): \(why)\n")
        }
        return true
    }
}
