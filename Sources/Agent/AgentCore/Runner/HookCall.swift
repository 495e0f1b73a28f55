internal import AgentProtocol
internal import Domain
internal import Host
internal import Values

/// One command around a backup: run by the shell of the machine, for a bounded time, with what it
/// prints in the run's log.
struct HookCall: Sendable {
    enum Moment: String, Sendable {
        case before, after
    }

    let moment: Moment
    let command: String
    let run: JournaledRun
    let sourceName: String
    /// How the run went so far, in the words of verdicts; nil before it.
    let status: String?
    let timeLimit: Duration

    private static let lineMax = 4000
    /// The command comes in a variable: people put passwords into hooks, and everybody on a machine
    /// may read the arguments of its processes. What it starts does not get it.
    private static let script: SystemString =
        "command=$HOLDFAST_HOOK_COMMAND; unset HOLDFAST_HOOK_COMMAND; eval \"$command\""
    private static let path: SystemString =
        "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// - Returns: Why it failed; nil when it did not.
    /// - Throws: `CancellationError` when the run is to end; the command is gone then.
    func run(with programs: ProcessRunner, _ log: RunLog) async throws -> RunFailure? {
        var call = ProgramCall(
            "/bin/sh", ["-c", Self.script], environment: environment)
        call.folder = "/"
        call.output = .streamed
        call.errors = .streamed
        call.timeLimit = timeLimit
        let outcome = try await programs.run(call) { process in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await Self.copy(process.output, .info, to: log) }
                group.addTask { try await Self.copy(process.errors, .warning, to: log) }
                try await group.waitForAll()
            }
        }.outcome
        try await log.flush()
        if outcome.stop == .timeLimit {
            return failure("took longer than \(timeLimit.text) and was ended")
        }
        return outcome.status.isSuccess ? nil : failure("ended with \(outcome.status)")
    }

    private static func copy(
        _ output: OutputPipe, _ level: RunLine.Level, to log: RunLog
    ) async throws {
        for try await line in output.lines(lengthMax: lineMax) {
            try await log.add(level, "hook: \(String(decoding: line, as: UTF8.self))")
        }
    }

    private func failure(_ words: String) -> RunFailure {
        RunFailure(
            code: "hook_failed", message: "The hook \(moment.rawValue) the backup \(words).",
            disposition: .retryable)
    }

    private var environment: [SystemString: SystemString] {
        var values = [
            "HOLDFAST_HOOK": moment.rawValue, "HOLDFAST_RUN_ID": run.id.description,
            "HOLDFAST_SOURCE": sourceName, "HOLDFAST_HOOK_COMMAND": command,
        ]
        values["HOLDFAST_RUN_STATUS"] = status
        var environment: [SystemString: SystemString] = ["PATH": Self.path]
        for (name, value) in values {
            environment[SystemString(bytes: Array(name.utf8))] = SystemString(
                bytes: Array(value.utf8))
        }
        return environment
    }
}
