internal import AgentCore
internal import AgentProtocol
internal import CommandLine
internal import Cryptography
internal import Domain
internal import Glibc
internal import Host
internal import HubCore
internal import Store
internal import Telemetry
internal import Transport
internal import Values

/// The agent of the hub's own machine: a process of its own that joins over a socket in the data
/// folder, by itself, as soon as somebody owns the hub. It is the user that the hub is, no more.
struct OwnAgent: Sendable {
    private let data: FilePath
    private let hub: ID<Hub>
    private let tokens: EnrolmentTokens
    private let tenants: any TenantStore
    private let program: OwnProgram
    private let pool: ThreadPool
    private let log: Logger

    private static let pause = Duration.seconds(1)
    private static let tokenLife = Duration.seconds(300)

    init(
        beside data: FilePath, of hub: ID<Hub>, tokens: EnrolmentTokens,
        tenants: any TenantStore, console: Console, programs: ProcessRunner, log: Logger
    ) throws {
        self.data = data
        self.hub = hub
        self.tokens = tokens
        self.tenants = tenants
        self.log = log
        pool = try ThreadPool(name: "own agent", size: 1)
        var environment: [SystemString: SystemString] = [:]
        for name in ["HOME", "PATH", "USER", "LOGNAME", "TMPDIR", "TZ"] {
            guard let value = console.variable(name) else { continue }
            environment[SystemString(name)] = SystemString(value)
        }
        program = OwnProgram(
            name: "agent",
            arguments: ["agent", "run", SystemString("--data-dir=\(data)/agent")],
            environment: environment, programs: programs, log: log)
    }

    /// Where it comes in: for the hub's own user alone.
    static func socket(in data: FilePath) -> SocketAddress { .unix(path: "\(data)/agent.sock") }

    /// Runs until the task is cancelled.
    func run() async {
        do {
            while try await !hasJoined() {
                try await join()
                try await ContinuousClock().sleep(for: Self.pause)
            }
        } catch is CancellationError {
            return
        } catch {
            log.error("this machine has no agent", ["reason": LoggedError(error)])
            return
        }
        await program.run()
    }

    private func hasJoined() async throws -> Bool {
        let known = try await pool.run { [folder = data.appending("agent")] in
            try AgentFolder(at: folder).membership()
        }
        guard let known else { return false }
        guard known.enrolled.hub == hub else {
            throw Failure(
                .configuration, "The agent in \(data)/agent is another hub's.",
                hint: "remove that folder, and the machine joins this one")
        }
        return true
    }

    /// Nothing happens before there is a tenant to belong to.
    private func join() async throws {
        let known = try await tenants.tenants(PageRequest(limit: 2)).items
        guard let tenant = known.first, known.count == 1 else { return }
        let (token, _) = try await tokens.issue(
            to: tenant.id, uses: 1, lifetime: Self.tokenLife, by: Requester(.system, from: ""))
        // All of what its user may read; nothing else of the machine is let be changed.
        var call = program.call([
            "agent", "enroll", SystemString("--hub=unix:\(data)/agent.sock"),
            SystemString("--data-dir=\(data)/agent"), "--allow-read=/", "--allow-read-server=*",
            SystemString("--allow-restore=\(OwnFolders.restored(in: data))"),
            SystemString("--allow-vaults=\(OwnFolders.vaults(in: data))"),
        ])
        call.input = .bytes(Array("\(token.revealed())\n".utf8))
        call.output = .captured(.kibibytes(64))
        call.errors = .captured(.kibibytes(64))
        call.timeLimit = .seconds(60)
        let outcome = try await program.programs.run(call)
        if outcome.status.isSuccess {
            log.info("this machine has joined as an agent")
        } else {
            log.warning(
                "this machine could not join",
                ["reason": outcome.errors.text])
        }
    }
}
