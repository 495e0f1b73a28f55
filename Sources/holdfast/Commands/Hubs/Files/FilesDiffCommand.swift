internal import CommandLine
internal import JSON

/// `holdfast files diff`: what changed from one snapshot to another.
struct FilesDiffCommand: Command {
    let name = "diff"
    let summary = "Show what is new, gone or changed from one snapshot to another of a vault."
    let discussion = """
        A line for each difference: + for what only the second has, - for what only the first has,
        M for what both have and what differs.
        """
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json
    let first = Argument("SNAPSHOT", .text, "The older one, as snapshots list shows it.")
    let second = Argument("OTHER", .text, "The newer one.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let path =
                "\(try await hub.tenantPath())/snapshots/\(PathPart(invocation[second]))"
                + "/since/\(PathPart(invocation[first]))"
            var after: String?
            var totals: JSON?
            repeat {
                guard let page = try await hub.ask("GET", path + "\(HubQuery([("after", after)]))"),
                    case .array(let items)? = page["items"]
                else { throw HubAnswer.unreadable }
                for item in items { invocation.print(line(item, invocation)) }
                totals = page["totals"] ?? totals
                after = page["next"]?.text
            } while after != nil
            if !invocation[json], let totals {
                let counts = ["new", "gone", "changed"].map {
                    "\(totals[$0]?.wholeNumber ?? 0) \($0)"
                }
                invocation.print(counts.joined(separator: ", "))
            }
            return .success
        }
    }

    private func line(_ item: JSON, _ invocation: Invocation) -> String {
        guard !invocation[json] else { return item.line }
        let mark = ["new": "+", "gone": "-"][item.told("change")] ?? "M"
        return "\(mark)  \(item["entry"]?["path"]?.told("text") ?? "")"
    }
}
