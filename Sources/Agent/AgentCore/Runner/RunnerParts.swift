package import Domain
package import Host
package import LocalState
package import Telemetry
package import Values

/// What attempts of runs are made with.
package struct RunnerParts: Sendable {
    package let agent: ID<Agent>
    /// Who the agent is at this moment.
    package let identity: @Sendable () -> AgentIdentity
    package let journal: Journal
    /// The journal's own files, which nothing but SQLite opens in this process: whoever closes one
    /// of them gives up the locks that the journal is held by.
    package let journalFiles: [FilePath]
    package let access: VaultAccess
    package let servers: RemoteServers
    package let policy: PolicyBook
    package let programs: ProcessRunner
    /// Threads that may block: attempts run on them.
    package let pool: ThreadPool
    package let folders: LocalFolders
    package let ids: IDSource
    package let wall: WallClock
    package let timer: any Clock<Duration>
    package let hostName: String
    /// Where exports go; nil for an agent that is to stay alone.
    package let streams: (any StreamSending)?
    package let log: Logger

    package init(
        identity: @escaping @Sendable () -> AgentIdentity, journal: Journal,
        journalFiles: [FilePath], access: VaultAccess,
        servers: RemoteServers,
        policy: PolicyBook,
        programs: ProcessRunner, pool: ThreadPool, folders: LocalFolders, ids: IDSource,
        wall: WallClock,
        timer: any Clock<Duration>, hostName: String, streams: (any StreamSending)? = nil,
        log: Logger
    ) {
        self.identity = identity
        agent = identity().agent
        self.journal = journal
        self.journalFiles = journalFiles
        self.access = access
        self.servers = servers
        self.policy = policy
        self.programs = programs
        self.pool = pool
        self.folders = folders
        self.ids = ids
        self.wall = wall
        self.timer = timer
        self.hostName = hostName
        self.streams = streams
        self.log = log
    }

    /// How long to wait before a journal that takes nothing, as on a full disk, is tried again.
    private static let journalPause = Duration.seconds(5)

    /// Writes something down that must not be lost, as often as it takes. nil when the process is
    /// being stopped meanwhile: then the next life finds the run where it was.
    func persist<Result: Sendable>(
        _ control: RunControl, _ body: () async throws -> Result
    ) async -> Result? {
        while true {
            do {
                return try await body()
            } catch {
                log.error("journal cannot be written", ["reason": "\(error)"])
            }
            guard control.stop != .shutdown, !Task.isCancelled else { return nil }
            do {
                try await timer.sleep(for: Self.journalPause)
            } catch {
                return nil
            }
        }
    }

    /// The end of an attempt, by why it ended.
    func settle(
        _ run: JournaledRun, _ summary: Journal.Summary, retry: SourceRetry,
        _ control: RunControl
    ) async {
        var report = summary.report
        switch control.stop {
        // The run goes on in the next life of the process, or is nobody's here.
        case .shutdown: return
        case .lost: return _ = await persist(control) { try await journal.lose(run.id) }
        case .cancelled: report.wasCancelled = true
        case nil: break
        }
        let ended = Journal.Summary(
            report: report, entries: summary.entries, content: summary.content)
        _ = await persist(control) {
            try await journal.settle(run.attempt, ended, retry: retry)
        }
    }
}
