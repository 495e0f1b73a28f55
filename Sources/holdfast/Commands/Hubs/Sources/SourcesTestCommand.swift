internal import CommandLine
internal import JSON

/// `holdfast sources test`: lets whoever reads a source try to reach it.
struct SourcesTestCommand: Command {
    let name = "test"
    let summary = "Let whoever reads a source try to reach it."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json
    let thing = HubThing.sources.argument

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let path = try await hub.path(of: invocation[thing], among: .sources)
            let found = try await hub.ask("POST", "\(path)/connection-tests")
            hub.show(found, isJSON: invocation[json]) { $0.told("summary") }
            return found?["reached"] == true ? .success : .unavailable
        }
    }
}

/// `holdfast sources browse`: shows what lies in a folder of the machine that a source lies on.
struct SourcesBrowseCommand: Command {
    let name = "browse"
    let summary = "List a folder of the machine that a source lies on, for choosing paths."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let path = Option("path", .text.named("PATH"), default: "/", "The folder, from the root.")
    let json = Option.json
    let thing = HubThing.sources.argument

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let source = try await hub.path(of: invocation[thing], among: .sources)
            let query = HubQuery([("path", invocation[path])])
            let found = try await hub.ask("GET", "\(source)/folder\(query)")
            hub.show(found, isJSON: invocation[json]) { folder in
                guard case .array(let items)? = folder["items"] else { return "" }
                return items.map { item in
                    item.told("name") + (item.told("kind") == "folder" ? "/" : "")
                }.joined(separator: "\n")
            }
            return .success
        }
    }
}
