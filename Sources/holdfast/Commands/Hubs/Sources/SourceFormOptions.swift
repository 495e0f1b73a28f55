internal import AgentProtocol
internal import CommandLine
internal import Domain
internal import Host
internal import JSON
internal import Values

/// What of a source is given on the command line.
struct SourceFormOptions: ParameterGroup {
    private let paths = Option.repeated(
        "path", .text.named("PATH"), "A folder or file to protect, from the root.")
    private let excludes = Option.repeated(
        "exclude", .text.named("PATTERN"), "What is left out, as docs/user/excludes.md says.")
    private let database = Option.optional(
        "sqlite", .text.named("PATH"), "An SQLite database, instead of files.")
    private let vaults = Option.repeated(
        "to", .text.named("VAULT"), "A vault that it goes to; several are filled in one reading.")
    private let overlap = Option.optional(
        "overlap", .text.named("RULE"),
        "What happens when it is due while it runs: reject or queue.")
    private let issues = Option.optional(
        "issues", .text.named("RULE"),
        "What files that cannot be read mean: warn, fail or fail_fast.")
    private let commands = HookOptions()
    private let hookLimit = Option.optional(
        "hook-limit", .integer(in: 1...86_400), "Seconds that a command may take.")
    private let retention = RetentionOptions()
    private let server = ServerOptions()

    var parameters: [any Parameter] {
        [paths, excludes, database, vaults, overlap, issues] + commands.parameters + [hookLimit]
            + server.parameters + retention.parameters
    }

    /// The members that are the same for a new source and a changed one.
    func members(_ invocation: Invocation, at hub: HubClient) async throws -> JSONObject {
        var form = JSONObject()
        form["configuration"] = try configuration(invocation)
        if !invocation[vaults].isEmpty {
            form["vaults"] = try await hub.ids(of: invocation[vaults], among: .vaults)
        }
        form["overlap"] = invocation[overlap].map(JSON.string)
        form["issues"] = invocation[issues].map(JSON.string)
        form["hooks"] = try hooks(invocation)
        form["secrets"] = try server.secrets(invocation)
        return form
    }

    /// The keep rules; nil where none is given.
    func rules(_ invocation: Invocation) throws -> JSON? {
        let rules = retention.rules(invocation)
        guard rules != RetentionRules() else { return nil }
        return try JSON(parsing: Schema<RetentionRules>.retention.encode(rules))
    }

    private func configuration(_ invocation: Invocation) throws -> JSON? {
        if let database = invocation[database] {
            guard invocation[paths].isEmpty else {
                throw Failure(.usage, "A source is files or a database, not both.")
            }
            return ["kind": "sqlite", "path": .string(database)]
        }
        let remote = try server.configuration(
            invocation, paths: invocation[paths], excludes: invocation[excludes])
        if let remote { return remote }
        guard !invocation[paths].isEmpty else {
            guard invocation[excludes].isEmpty else {
                throw Failure(
                    .usage, "Patterns are given together with all paths of the source.")
            }
            return nil
        }
        return [
            "kind": "files", "paths": .array(invocation[paths].map(JSON.string)),
            "excludes": .array(invocation[excludes].map(JSON.string)),
        ]
    }

    private func hooks(_ invocation: Invocation) throws -> JSON? {
        var hooks = try commands.members(invocation)
        guard !hooks.members.isEmpty || invocation[hookLimit] != nil else { return nil }
        hooks["timeLimit"] = JSON((invocation[hookLimit] ?? 3600) * 1000)
        return .object(hooks)
    }
}
