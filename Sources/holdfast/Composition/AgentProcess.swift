internal import AgentCore
internal import AgentProtocol
internal import ArchiveEngine
internal import CommandLine
internal import Cryptography
internal import Domain
internal import Glibc
internal import Host
internal import LocalState
internal import RepositoryEngine
internal import SQLiteStore
internal import StandAlone
internal import Storage
internal import Telemetry
internal import Transport
internal import Values

/// One running agent, from its folder to its end.
struct AgentProcess {
    private let path: FilePath
    private let console: Console
    private let log: Logger
    private let writer: LogWriter

    /// How long a place that does not answer is asked again.
    private static let patience = Duration.seconds(15 * 60)
    /// Attempts beside what waits for a journal or a file.
    private static let threads = 8

    init(at path: FilePath, console: Console, level: LogLevel) throws {
        self.path = path
        self.console = console
        writer = LogWriter(.text)
        log = Logger(to: writer, level: level)
    }

    /// Returns when the agent has been told to stop and has stopped.
    func run() async throws {
        let signals = try Signals.takeOver()
        let pool = try ThreadPool(name: "agent", size: Self.threads)
        let loop = try EventLoop(name: "agent")
        try loop.start()
        let folder = try AgentFolder(at: path)
        guard let membership = try folder.membership() else {
            throw Failure(
                .missing, "This machine is no agent of a hub.",
                hint: "join one with `holdfast agent enroll` or `holdfast agent announce`")
        }
        let lock = try folder.lock()
        let identity = try membership.identity(folder.keys())
        let ids = IDSource()
        let journal = try await open(folder.journalFile)
        try await journal.beginLife(ids.next())
        let book = try await ConfigurationBook(journal) { identity }
        let parts = try parts(folder, journal, identity, pool, loop, ids)
        let runner = Runner(parts, book: book)
        let link = try link(membership, identity, parts, book, runner, loop)
        log.info("agent runs", ["hub": membership.address])
        let service = AgentService(parts: parts, book: book, runner: runner, link: link)
        try await service.run {
            for await signal in signals where signal != .hangUp { break }
        }
        await journal.close()
        log.info("stopped")
        _ = writer.flush(within: .seconds(1))
        withExtendedLifetime(lock) {}
    }

    private func open(_ file: FilePath) async throws -> Journal {
        var options = SQLiteDatabase.Options()
        options.readers = 2
        return try await Journal(
            SQLiteDatabase(path: file.description, options: options), clock: .system)
    }

    private func parts(
        _ folder: AgentFolder, _ journal: Journal, _ identity: AgentIdentity, _ pool: ThreadPool,
        _ loop: EventLoop, _ ids: IDSource
    ) throws -> RunnerParts {
        let folders = folder.folders
        let state = LocalState(folders, ids: ids)
        let policy = PolicyBook(at: folder.policyFile)
        let places = AgentPlaces(
            console: console, hostKeys: try folders.knownHosts(), patience: Self.patience)
        let access = VaultAccess(
            state: state, keyFolder: KeyFolder(folders), places: places, policy: policy,
            engines: try engines(state, folders), key: { identity.boxKey })
        return RunnerParts(
            journal: journal, access: access, policy: policy, programs: ProcessRunner(loop: loop),
            pool: pool, folders: folders, ids: ids, wall: .system, timer: ContinuousClock(),
            hostName: try HostName.current(), log: log)
    }

    private func engines(_ state: LocalState, _ folders: LocalFolders) throws -> FormatEngines {
        let program = "holdfast \(BuildInfo.version)"
        var settings = ArchiveEngine.Settings(stateFolder: state.journals, program: program)
        settings.patience = Self.patience + .seconds(60)
        let owner = LockOwner(
            hostName: try HostName.current(),
            userName: console.variable("USER") ?? "uid-\(getuid())", pid: getpid(), uid: getuid(),
            gid: getgid())
        let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        return FormatEngines(
            archives: ArchiveEngine(settings),
            repositories: FormatEngines.Repositories(
                engine: RepositoryEngine(
                    RepositoryEngine.Settings(
                        stateFolder: folders.state.appending("repositories"), program: program)),
                settings: RepositorySettings(workers: cores, owner: owner)))
    }

    private func link(
        _ membership: HubMembership, _ identity: AgentIdentity, _ parts: RunnerParts,
        _ book: ConfigurationBook, _ runner: Runner, _ loop: EventLoop
    ) throws -> AgentLink {
        let address = try HubAddress(
            membership.address, allowsInsecure: membership.allowsInsecure)
        let link = LinkParts(
            identity: { identity }, journal: parts.journal, book: book, runner: runner,
            desk: QuestionDesk(access: parts.access, policy: parts.policy, timer: parts.timer),
            ids: parts.ids, wall: parts.wall, timer: parts.timer,
            program: "holdfast \(BuildInfo.version)",
            capabilities: {
                Capabilities(
                    sources: [.files], formats: [.archive, .repository], isWorker: false,
                    capacity: book.capacity)
            },
            facts: { try MachineFacts.current() }, log: log)
        return AgentLink(
            link, to: address, trust: { membership.trust(book.configuration?.pins ?? []) },
            loop: loop)
    }
}

/// Opens the places of vaults with the credentials that came for each.
struct AgentPlaces: PlaceOpening {
    let console: Console
    let hostKeys: FilePath
    let patience: Duration

    func open(
        _ address: String, _ credentials: CredentialBook.Entry, makesFolder: Bool
    ) async throws -> any Storage {
        try await LocationOpening(
            console: console, given: credentials, hostKeys: hostKeys, patience: patience
        ).open(address, makesFolder: makesFolder)
    }
}
