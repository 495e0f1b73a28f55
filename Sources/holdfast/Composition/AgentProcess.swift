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
    /// What the machine's administrator lets it take.
    private let limits: AgentLimits
    private let steppingBack = SteppingBack()

    /// How long a place that does not answer is asked again.
    private static let patience = Duration.seconds(15 * 60)
    /// Attempts beside what waits for a journal or a file.
    private static let threads = 8

    init(at path: FilePath, console: Console, level: LogLevel, limits: AgentLimits) throws {
        self.path = path
        self.limits = limits
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
        let keyring = try AgentKeyring(folder, membership)
        let ids = IDSource()
        let journal = try await open(folder.journalFile)
        try await journal.beginLife(ids.next())
        let book = try await ConfigurationBook(journal) { keyring.identity }
        let line = HubLine(membership, book, loop)
        let parts = try parts(folder, journal, keyring, pool, line, ids)
        let runner = Runner(parts, book: book)
        let link = try link(line, keyring, parts, runner)
        log.info("agent runs", ["hub": membership.address])
        let service = AgentService(
            parts: parts, book: book, runner: runner, link: link, onLimits: stepBack)
        let parent = console.variable("\(OwnProgram.parentVariable)")
        try await service.run {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await signal in signals where signal != .hangUp { break }
                }
                group.addTask { await Parent.gone(parent) }
                await group.next()
                group.cancelAll()
            }
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
        _ folder: AgentFolder, _ journal: Journal, _ keyring: AgentKeyring, _ pool: ThreadPool,
        _ line: HubLine, _ ids: IDSource
    ) throws -> RunnerParts {
        let folders = folder.folders
        let state = LocalState(folders, ids: ids)
        let policy = PolicyBook(at: folder.policyFile)
        let places = AgentPlaces(
            console: console, hostKeys: try folders.knownHosts(), patience: Self.patience,
            limits: TransferLimits(own: limits) { [book = line.book] in
                book.configuration?.limits ?? .none
            }, line: line)
        let access = VaultAccess(
            state: state, keyFolder: KeyFolder(folders), places: places, policy: policy,
            engines: try engines(state, folders), keys: { keyring.identity.boxKeys })
        return RunnerParts(
            identity: { keyring.identity }, journal: journal,
            journalFiles: try folder.journalFiles(), access: access,
            servers: RemoteServers(
                seen: try folders.knownHosts(), keys: { keyring.identity.boxKeys }),
            policy: policy,
            programs: ProcessRunner(loop: line.loop), pool: pool, folders: folders, ids: ids,
            wall: .system, timer: ContinuousClock(), hostName: try HostName.current(),
            streams: HubStreams(to: try line.address, trust: line.trust, loop: line.loop),
            log: log)
    }

    private func engines(_ state: LocalState, _ folders: LocalFolders) throws -> FormatEngines {
        let program = "holdfast \(BuildInfo.version)"
        var settings = ArchiveEngine.Settings(stateFolder: state.journals, program: program)
        settings.patience = Self.patience + .seconds(60)
        return FormatEngines(
            archives: ArchiveEngine(settings),
            repositories: FormatEngines.Repositories(
                engine: RepositoryEngine(
                    RepositoryEngine.Settings(
                        stateFolder: folders.state.appending("repositories"), program: program)),
                settings: try .ofThisProcess(console)))
    }

    private func link(
        _ line: HubLine, _ keyring: AgentKeyring, _ parts: RunnerParts, _ runner: Runner
    ) throws -> AgentLink {
        let book = line.book
        let link = LinkParts(
            identity: { keyring.identity }, keyring: keyring, journal: parts.journal, book: book,
            runner: runner,
            desk: QuestionDesk(parts),
            ids: parts.ids, wall: parts.wall, timer: parts.timer,
            program: "holdfast \(BuildInfo.version)",
            capabilities: { [policy = parts.policy] in
                Capabilities(
                    sources: [.files, .sftp, .sqlite], formats: [.archive, .repository],
                    isWorker: policy.readsServers, capacity: book.capacity)
            },
            facts: { try MachineFacts.current() }, log: log)
        return AgentLink(link, to: try line.address, trust: line.trust, loop: line.loop)
    }

    /// For every thread there is, and what they start.
    private func stepBack(_ told: AgentLimits) {
        do {
            try steppingBack.step(to: told.niceness)
        } catch {
            log.warning("niceness cannot be set", ["reason": "\(error)"])
        }
    }
}

/// The hub that was joined, and whom to believe to be it at this moment.
struct HubLine: Sendable {
    let membership: HubMembership
    let book: ConfigurationBook
    let loop: EventLoop

    init(_ membership: HubMembership, _ book: ConfigurationBook, _ loop: EventLoop) {
        self.membership = membership
        self.book = book
        self.loop = loop
    }

    var address: HubAddress {
        get throws {
            try HubAddress(membership.address, allowsInsecure: membership.allowsInsecure)
        }
    }

    var trust: @Sendable () -> TLSTrust {
        { [membership, book] in membership.trust(book.configuration?.pins ?? []) }
    }
}

/// Opens the places of vaults with the credentials that came for each.
struct AgentPlaces: PlaceOpening {
    let console: Console
    let hostKeys: FilePath
    let patience: Duration
    let limits: TransferLimits
    let line: HubLine

    func open(
        _ address: String, _ credentials: CredentialBook.Entry, makesFolder: Bool
    ) async throws -> any Storage {
        try await LocationOpening(
            console: console, given: credentials, hostKeys: hostKeys, patience: patience,
            upload: limits.upload, download: limits.download, hub: line
        ).open(address, makesFolder: makesFolder)
    }
}
