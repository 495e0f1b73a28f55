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
    private let files = SourceFilesOptions()
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
    private let retry = RetryOptions()
    private let server = ServerOptions()

    var parameters: [any Parameter] {
        [paths] + files.parameters + [database, vaults, overlap, issues] + retry.parameters
            + commands.parameters + [hookLimit] + server.parameters + retention.parameters
    }

    /// The members that are the same for a new source and a changed one.
    /// - Parameter now: The source as it is, where there is one.
    func members(
        _ invocation: Invocation, at hub: HubClient, over now: JSON? = nil
    ) async throws -> JSONObject {
        var form = JSONObject()
        form["configuration"] = try configuration(invocation, over: now?["configuration"])
        form["retry"] = retry.form(invocation, over: now?["retry"])
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

    /// Nil where nothing is said about what is read.
    private func configuration(_ invocation: Invocation, over now: JSON?) throws -> JSON? {
        if let database = invocation[database] {
            guard invocation[paths].isEmpty else {
                throw Failure(.usage, "A source is files or a database, not both.")
            }
            return ["kind": "sqlite", "path": .string(database)]
        }
        let isRemote = now?["kind"] == "sftp"
        let chosen = files.members(
            invocation, paths: invocation[paths], over: isRemote ? now?["files"] : now)
        if let remote = try server.configuration(
            invocation, files: chosen, over: isRemote ? now : nil)
        {
            return remote
        }
        guard let chosen else { return nil }
        guard chosen["paths"] != nil else {
            throw Failure(
                .usage, "Nothing says what to protect.", hint: "name it with --path=/srv/www")
        }
        var form = JSONObject()
        if isRemote {
            form["files"] = chosen
            return form.over(now)
        }
        form["kind"] = "files"
        return form.over(now?["kind"] == "sqlite" ? try Self.only(files: chosen) : chosen)
    }

    /// A source that was a database has members that files do not.
    private static func only(files: JSON) throws -> JSON {
        guard case .object(var object) = files else { return files }
        object["path"] = nil
        object["checksIntegrity"] = nil
        return .object(object)
    }

    private func hooks(_ invocation: Invocation) throws -> JSON? {
        var hooks = try commands.members(invocation)
        guard !hooks.members.isEmpty || invocation[hookLimit] != nil else { return nil }
        hooks["timeLimit"] = JSON((invocation[hookLimit] ?? 3600) * 1000)
        return .object(hooks)
    }
}
