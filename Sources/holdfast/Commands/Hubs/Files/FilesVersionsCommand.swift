internal import CommandLine
internal import JSON

/// `holdfast files versions`: one path of a source over time.
struct FilesVersionsCommand: Command {
    let name = "versions"
    let summary = "Show what became of one path of a source from snapshot to snapshot."
    let examples = [
        Example("holdfast files versions 0199c2f0-… /etc/fstab --changed", "When did it change?")
    ]
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let vault = Option.optional("vault", .text.named("ID"), "Only in this vault.")
    let changed = Option.flag("changed", "Only where it is other than before.")
    let json = Option.json
    let source = Argument("SOURCE", .text, "The source, as sources list shows it.")
    let path = Argument("PATH", .text, "The path, from the root of the machine.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let query = HubQuery([("path", invocation[path]), ("vault", invocation[vault])])
            var table = TextTable(
                ["SNAPSHOT", "TIME", "CHANGE", "SIZE", "VAULT"].map { ($0, .left) })
            let source = PathPart(invocation[source])
            try await hub.list("\(hub.tenantPath())/sources/\(source)/versions\(query)") { item in
                let change = item.told("change")
                guard !invocation[changed] || !["same", "absent"].contains(change) else { return }
                guard !invocation[json] else { return invocation.print(item.line) }
                table.append([
                    item.told("snapshot"), item.told("time"),
                    item["failure"]?.told("message") ?? change,
                    item["entry"]?.sizeText ?? "–", item.told("vault"),
                ])
            }
            if !invocation[json] { for line in table.lines { invocation.print(line) } }
            return .success
        }
    }
}
