internal import AgentCore
internal import AgentProtocol
internal import CommandLine
internal import Cryptography
internal import Domain
internal import Host
internal import JSON
internal import SQLiteStore
internal import Values

/// `holdfast agent status`: what this machine's agent knows of itself.
struct AgentStatusCommand: Command {
    let name = "status"
    let summary = "Show what this machine's agent is and does."
    let discussion = """
        Reads the agent's folder, whether the agent runs or not: the hub that was joined, the
        fingerprint of the keys, what waits to be told, and the runs that have not ended.
        """
    let examples = [Example("holdfast agent status --json", "The same, for a script.")]
    let exitCodes: [ExitCode] = [.configuration, .missing, .denied, .damaged, .tooNew]
    let folder = AgentFolderOption()
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            let folder = try AgentFolder(at: folder.path(invocation))
            guard let membership = try folder.membership() else {
                throw Failure(
                    .missing, "This machine is no agent of a hub.",
                    hint: "join one with `holdfast agent enroll` or `holdfast agent announce`")
            }
            let keys = try folder.keys()
            let policy = try LocalPolicy(at: folder.policyFile)
            var options = SQLiteDatabase.Options()
            options.readers = 1
            options.leavesLog = true
            let journal = try await Journal(
                SQLiteDatabase(path: folder.journalFile.description, options: options),
                clock: .system)
            let waiting = try await journal.lives().reduce(0) { $0 + $1.waiting }
            let runs = try await journal.openRuns()
            let standing = try await journal.hubWord().standing
            await journal.close()
            let fingerprint = keys.key.fingerprint { SHA256.hash($0).bytes }
            guard invocation[json] else {
                invocation.print(
                    """
                    agent        \(membership.enrolled.name) (\(membership.enrolled.agent))
                    fingerprint  \(fingerprint)
                    hub          \(membership.address) (\(membership.enrolled.hub))
                    standing     \(standing.rawValue)
                    to be told   \(counted(Int(waiting), "record"))
                    """)
                for run in runs {
                    invocation.print(
                        "run          \(run.id) \(run.kind.rawValue) \(run.position.state.rawValue)"
                    )
                }
                invocation.print("\n\(policy.text)")
                return .success
            }
            let line: JSON = [
                "type": "status", "agent": .string(membership.enrolled.agent.description),
                "name": .string(membership.enrolled.name), "fingerprint": .string(fingerprint),
                "hub": .string(membership.address), "standing": .string(standing.rawValue),
                "waitingRecords": JSON(waiting),
                "runs": .array(
                    runs.map { run in
                        [
                            "run": .string(run.id.description), "kind": .string(run.kind.rawValue),
                            "state": .string(run.position.state.rawValue),
                        ]
                    }),
            ]
            invocation.print("\(line)")
            return .success
        }
    }
}
