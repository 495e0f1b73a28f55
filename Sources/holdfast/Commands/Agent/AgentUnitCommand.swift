internal import AgentCore
internal import CommandLine
internal import Host

/// `holdfast agent unit`: prints the systemd service of this machine's agent.
struct AgentUnitCommand: Command {
    let name = "unit"
    let summary = "Print a systemd service that runs this machine's agent."
    let discussion = """
        The service may read everything, and write only to the agent's own folder and to what its
        local policy lets be restored into or lets vaults lie in. Print it anew when the policy
        changes.
        """
    let examples = [
        Example(
            "holdfast agent unit > /etc/systemd/system/holdfast-agent.service",
            "Install it; then `systemctl enable --now holdfast-agent` starts it.")
    ]
    let exitCodes: [ExitCode] = [.configuration, .denied, .damaged]
    let folder = AgentFolderOption()
    let program = Option(
        "program", .file, default: "/usr/local/bin/holdfast", "Where the executable lies.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { _ in
            let path = try folder.path(invocation)
            let policy = try LocalPolicy(at: path.appending(LocalPolicy.fileName))
            let unit = SystemdUnit(
                program: try absolutePath(invocation[program]), folder: path, policy: policy)
            invocation.print(unit.text)
            return .success
        }
    }
}
