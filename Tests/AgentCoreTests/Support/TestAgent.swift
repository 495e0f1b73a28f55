import AgentProtocol
import AgentSupport
import ArchiveEngine
import Cryptography
import Domain
import Engine
import Host
import LocalState
import LocalStorage
import RepositoryEngine
import StandAlone
import Storage
import Telemetry
import TestSupport
import Transport
import Values

@testable import AgentCore

/// Opens folders of this machine.
struct FolderPlaces: PlaceOpening {
    func open(
        _ address: String, _ credentials: CredentialBook.Entry, makesFolder: Bool
    ) async throws -> any Storage {
        try LocalStorage(root: FilePath(String(address.dropFirst("file:".count))))
    }
}

/// A whole agent in a scratch folder, with real engines and real folders.
struct TestAgent: Sendable {
    let scratch: String
    let identity: AgentIdentity
    let journal: Journal
    let book: ConfigurationBook
    let runner: Runner
    let parts: RunnerParts
    let link: LinkParts
    let loop: EventLoop
    let wall: WallClock

    /// - Parameters:
    ///   - hub: Whose agent it is; nil for one that is nobody's yet.
    ///   - policy: Its local policy, with `@` for the scratch folder; empty for none.
    ///   - clock: The clock of the day alone; waiting is done by the machine's.
    init(
        in scratch: String, of hub: TestHub?, policy: String = TestAgent.generous,
        wall: WallClock = .system, incarnation: ID<Incarnation> = number(1),
        keys: AgentKeys = .random(), timer: any Clock<Duration> = ContinuousClock(),
        hub signer: SigningHub? = nil, places: any PlaceOpening = FolderPlaces(),
        streams: (any StreamSending)? = nil, keyring: AgentKeyring? = nil
    ) async throws {
        self.scratch = scratch
        self.wall = wall
        let made = try await runProgram(
            "mkdir", ["-p", "\(scratch)/agent", "\(scratch)/vaults", "\(scratch)/data"])
        precondition(made.status == 0)
        let identity = AgentIdentity(
            agent: number(1), name: "web", hub: hub?.id ?? number(2),
            hubKey: (hub?.key ?? signer?.key ?? .random()).verifyingKey, keys: keys)
        self.identity = identity
        let file = FilePath("\(scratch)/agent/policy.toml")
        let text = policy.replacing("@", with: scratch)
        try await blocking { try DurableFile.replace(file, with: Array(text.utf8)) }
        loop = try EventLoop(name: "agent")
        try loop.start()
        journal = try await openJournal("\(scratch)/agent/journal.db", wall)
        try await journal.beginLife(incarnation)
        book = try await ConfigurationBook(journal) { keyring?.identity ?? identity }
        parts = try await Self.parts(
            scratch, journal, PolicyBook(at: file), identity, loop, wall, timer, places, streams)
        runner = Runner(parts, book: book)
        let parts = parts
        let book = book
        link = LinkParts(
            identity: { keyring?.identity ?? identity }, keyring: keyring, journal: journal,
            book: book, runner: runner,
            desk: QuestionDesk(parts),
            ids: parts.ids, wall: wall, timer: timer, program: "holdfast test",
            capabilities: {
                Capabilities(
                    sources: [.files, .sftp, .sqlite], formats: [.archive, .repository],
                    isWorker: false,
                    capacity: book.capacity)
            },
            facts: {
                HostFacts(
                    hostName: "web", system: "Test", architecture: "x86_64",
                    program: "holdfast test", processors: 2, memory: ByteCount(1), disks: [])
            }, log: parts.log)
    }

    private static let cheap = Scrypt.Cost(rounds: 1024, blockSize: 8, lanes: 1)

    /// What the tests of work are allowed.
    static let generous = """
        read = ["@/data"]
        restore = ["@/restored"]
        vault-folders = ["@/vaults"]
        hooks = ["*"]
        """

    private static func parts(
        _ scratch: String, _ journal: Journal, _ policy: PolicyBook, _ identity: AgentIdentity,
        _ loop: EventLoop, _ wall: WallClock, _ timer: any Clock<Duration>,
        _ places: any PlaceOpening, _ streams: (any StreamSending)?
    ) async throws -> RunnerParts {
        try await blocking {
            let folders = LocalFolders(
                state: FilePath("\(scratch)/agent/state"), keys: FilePath("\(scratch)/agent/keys"),
                cache: FilePath("\(scratch)/agent/cache"))
            let ids = IDSource()
            let state = LocalState(folders, ids: ids)
            let owner = LockOwner(hostName: "web", userName: "root", pid: 1, uid: 0, gid: 0)
            let engines = FormatEngines(
                archives: ArchiveEngine(
                    ArchiveEngine.Settings(stateFolder: state.journals, program: "holdfast test")),
                repositories: FormatEngines.Repositories(
                    engine: RepositoryEngine(
                        RepositoryEngine.Settings(
                            stateFolder: folders.state.appending("repositories"),
                            program: "holdfast test")),
                    settings: RepositorySettings(owner: owner, keyCost: Self.cheap)))
            let access = VaultAccess(
                state: state, keyFolder: KeyFolder(folders), places: places,
                policy: policy, engines: engines, keys: { identity.boxKeys })
            return RunnerParts(
                identity: { identity }, journal: journal,
                journalFiles: ["", "-wal", "-shm"].map {
                    FilePath("\(scratch)/agent/journal.db\($0)")
                }, access: access,
                servers: RemoteServers(
                    seen: try folders.knownHosts(), keys: { identity.boxKeys }),
                policy: policy,
                programs: ProcessRunner(loop: loop), pool: try ThreadPool(name: "agent", size: 4),
                folders: folders, ids: ids, wall: wall, timer: timer, hostName: "web",
                streams: streams, log: Logger(to: LogWriter(.text), level: .error))
        }
    }

    /// A secret for this agent alone.
    func seal(_ name: String, _ text: String) throws -> SealedSecret {
        SealedSecret(
            name: name, box: try SealedBox.seal(Secret(text), to: identity.boxKey.publicKey))
    }

    /// A vault below the scratch folder, of either format, that a passphrase opens.
    func vault(
        _ id: UInt64, _ format: KnownVault.Format = .archive, at path: String? = nil
    ) throws -> ConfiguredVault {
        ConfiguredVault(
            id: number(id), format: format, place: "file:\(path ?? "\(scratch)/vaults/\(id)")",
            secrets: [try seal("passphrase", "correct horse")])
    }

    /// An archive vault that a key of `age-keygen` in the scratch folder opens.
    func keyedVault(_ id: UInt64) async throws -> ConfiguredVault {
        let made = try await runProgram(
            "sh",
            ["-c", "cd \(scratch); test -e key || age-keygen -o key 2>/dev/null; cat key"])
        let key = try await runProgram("age-keygen", ["-y", "\(scratch)/key"])
        return ConfiguredVault(
            id: number(id), format: .archive, place: "file:\(scratch)/vaults/\(id)",
            secrets: [
                try seal("recipients", key.text.filter { !$0.isNewline }),
                try seal("identity", made.text),
            ])
    }

    /// Makes the vaults, as a run of the kind `init` does.
    func make(_ vaults: ConfiguredVault...) async throws {
        let access = parts.access
        let now = wall.now
        for vault in vaults {
            let path = String(vault.place.dropFirst("file:".count))
            _ = try await runProgram("mkdir", ["-p", path])
            try await withTaskExecutorPreference(parts.pool) {
                try await access.create(vault, now: now)
            }
        }
    }

    /// Runs the service while `body` looks on; stops it in order.
    func run<Result: Sendable>(
        _ address: HubAddress? = nil, trust: TLSTrust = .system,
        onEnd: @escaping @Sendable (any Error) -> Void = { _ in },
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let link = address.map {
            AgentLink(self.link, to: $0, trust: { trust }, loop: loop, onEnd: onEnd)
        }
        let service = AgentService(parts: parts, book: book, runner: runner, link: link)
        let (stops, stop) = AsyncStream<Void>.makeStream()
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                try await service.run { for await _ in stops {} }
                return nil
            }
            group.addTask { try await body() }
            do {
                while let result = try await group.next() {
                    guard let result else { continue }
                    stop.finish()
                    try await group.waitForAll()
                    return result
                }
            } catch {
                stop.finish()
                group.cancelAll()
                throw error
            }
            throw CancellationError()
        }
    }

    /// Returns when the journal tells what a test waits for.
    func until(_ isIt: @Sendable ([String]) -> Bool) async throws -> [String] {
        for await _ in journal.recorded.strokes() {
            let story = try await journal.story()
            if isIt(story) { return story }
        }
        throw CancellationError()
    }

    func close() async {
        await journal.close()
        _ = try? await blocking { [loop, parts] in
            parts.pool.stop()
            loop.stop()
        }
    }
}
