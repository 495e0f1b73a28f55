internal import AgentCore
internal import CommandLine
internal import Domain
internal import Host
internal import Telemetry

/// `holdfast agent run`: is this machine's agent until it is told to stop.
struct AgentRunCommand: Command {
    let name = "run"
    let summary = "Be the agent of this machine: back up on schedule, with the hub or without it."
    let discussion = """
        Keeps a link to the hub that was joined, fires the schedules it was given, and reports what
        came of them; while the hub is away it goes on and reports later. SIGTERM and Ctrl-C stop it
        in order: what is being backed up goes on in its next life.

        The limits hold for all runs together.
        """
    let examples = [
        Example("holdfast agent run", "Run with the folder that `agent enroll` has made.")
    ]
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .busy, .damaged, .full, .tooNew,
    ]
    let folder = AgentFolderOption()
    let logLevel = Option(
        "log-level", .choice, default: LogLevel.info, "What is worth a line in the log.")

    let transfer = TransferOptions()
    let niceness = NicenessOptions()

    func run(_ invocation: Invocation) async throws -> ExitCode {
        // Before any thread that works is there, since each takes it from the one that made it.
        try niceness.niceness(invocation).apply()
        let path = try folder.path(invocation)
        let limits = AgentLimits(
            upload: transfer.upload(invocation), download: transfer.download(invocation))
        let process = try AgentProcess(
            at: path, console: invocation.console, level: invocation[logLevel], limits: limits)
        try await process.run()
        return .success
    }
}
