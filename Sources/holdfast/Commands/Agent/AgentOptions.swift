internal import AgentCore
internal import CommandLine
internal import Glibc
internal import Host
internal import Transport

/// Where an agent keeps itself.
struct AgentFolderOption: ParameterGroup {
    private let folder = Option.optional(
        "data-dir", .folder, env: "HOLDFAST_AGENT_DATA_DIR",
        "The agent's folder (default: /var/lib/holdfast-agent for root, else the user's state "
            + "folder).")

    var parameters: [any Parameter] { [folder] }

    func path(_ invocation: Invocation) throws -> FilePath {
        if let given = invocation[folder] { return try absolutePath(given) }
        if geteuid() == 0 { return "/var/lib/holdfast-agent" }
        let console = invocation.console
        if let state = console.variable("XDG_STATE_HOME"), state.hasPrefix("/") {
            return FilePath(state).appending("holdfast/agent")
        }
        guard let home = console.variable("HOME"), home.hasPrefix("/") else {
            throw Failure(
                .configuration, "There is no home folder to keep the agent in.",
                hint: "name a folder with --data-dir")
        }
        return FilePath(home).appending(".local/state/holdfast/agent")
    }
}

/// Which hub is joined, and what it may do here.
struct JoiningOptions: ParameterGroup {
    private let hub = Option.required(
        "hub", .text, env: "HOLDFAST_HUB",
        "The hub's address, as https://hub.example:9876 or unix:/run/holdfast/hub.sock.")
    private let pins = Option.hubPins
    private let insecure = Option.flag(
        "insecure-http", "Let plain HTTP leave this machine: anybody on the way can listen.")
    private let read = Option.repeated(
        "allow-read", .folder, "A folder that the hub may have backed up, and look into.")
    private let restore = Option.repeated(
        "allow-restore", .folder, "A folder that the hub may have restored into.")
    private let vaults = Option.repeated(
        "allow-vaults", .folder, "A folder of this machine that vaults may lie in.")
    private let readServers = Option.repeated(
        "allow-read-server", .server,
        "A server that the hub may have read over SSH, as root@web1:22, web1 or *.")
    private let restoreServers = Option.repeated(
        "allow-restore-server", .server,
        "A server that the hub may have restored to over SSH, as root@web1:22, web1 or *.")
    private let hooks = Option.flag(
        "allow-hooks", "Let the hub run any command before and after backups.")

    let folder = AgentFolderOption()

    var parameters: [any Parameter] {
        [hub, pins, insecure, read, restore, vaults, readServers, restoreServers, hooks]
            + folder.parameters
    }

    func address(_ invocation: Invocation) throws -> HubAddress {
        try HubAddress(invocation[hub], allowsInsecure: invocation[insecure])
    }

    func pins(_ invocation: Invocation) -> [TLSPin] { invocation[pins] }
    func allowsInsecure(_ invocation: Invocation) -> Bool { invocation[insecure] }

    func policy(_ invocation: Invocation) throws -> LocalPolicy {
        var policy = LocalPolicy()
        policy.readable = try invocation[read].map(absolutePath)
        policy.restorable = try invocation[restore].map(absolutePath)
        policy.vaultFolders = try invocation[vaults].map(absolutePath)
        policy.readableServers = invocation[readServers]
        policy.restorableServers = invocation[restoreServers]
        if invocation[hooks] { policy.hooks = .any }
        return policy
    }
}

extension Syntax where Value == ServerRule {
    fileprivate static var server: Syntax {
        Syntax(
            "SERVER",
            reading: { text throws(Refusal) in
                guard let rule = ServerRule(text) else {
                    throw Refusal("is no server such as root@web1:22")
                }
                return rule
            }, writing: \.text)
    }
}
