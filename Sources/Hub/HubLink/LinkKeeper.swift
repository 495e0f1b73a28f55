internal import AgentProtocol
internal import Domain
package import Host
package import HubCore
package import Store
package import Telemetry
internal import Values

/// Looks after all links: pings, notes who was heard, and ends those that are over.
package struct LinkKeeper: Sendable {
    private let board: LinkBoard
    private let store: any AgentStore
    private let configurations: Configurations
    private let clock: WallClock
    private let settings: LinkSettings
    private let log: Logger

    /// So many that those who came one after the other are also pinged so: a fleet that is pinged
    /// at once answers at once, and everything else waits for that.
    private static let looksInHeartbeat = 60

    package init(
        board: LinkBoard, store: any AgentStore, configurations: Configurations,
        clock: WallClock, settings: LinkSettings = LinkSettings(), log: Logger
    ) {
        self.board = board
        self.store = store
        self.configurations = configurations
        self.clock = clock
        self.settings = settings
        self.log = log
    }

    /// Runs until the task is cancelled. That the hub stops is told by the server, as the last
    /// word of every link.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await repeatedly(every: settings.heartbeat / 3) { beat() } }
            group.addTask {
                await repeatedly(every: settings.heartbeat / Self.looksInHeartbeat) { look() }
            }
            group.addTask {
                await repeatedly(every: settings.noteInterval) { await note() }
            }
            for await _ in board.wakeUps {
                for id in board.takeChanges() { await look(at: id) }
                await tell(board.takeSubjects())
            }
        }
    }

    private func repeatedly(every interval: Duration, _ body: () async -> Void) async {
        // A cancelled wait is how it ends.
        while (try? await ContinuousClock().sleep(for: interval)) != nil { await body() }
    }

    /// Takes up again what could not be told, and looks at all links.
    package func beat() {
        board.wakeForRest()
        look()
    }

    /// Pings whom it is time to ping, and gives up on whom nothing was heard of.
    private func look() {
        let now = clock.now
        for link in board.all {
            if now >= link.lastHeard + settings.silenceMax {
                link.end(with: .silent)
            } else {
                link.pingIfDue(every: settings.heartbeat, at: now)
            }
        }
    }

    /// Writes down who was heard, all in one transaction.
    package func note() async {
        var times: [ID<Agent>: Timestamp] = [:]
        for link in board.all {
            if let time = link.takeLastHeard() { times[link.agent] = time }
        }
        guard !times.isEmpty else { return }
        do {
            try await store.noteSeen(times)
        } catch {
            log.warning("who was heard is noted later", ["reason": LoggedError(error)])
        }
    }

    // MARK: Configurations

    /// Sends those what they are to go by who are concerned and go by something else. Nobody else
    /// sends any: so they come in the order of their serials.
    private func tell(_ subjects: Set<ConfigurationSubject>) async {
        guard !subjects.isEmpty else { return }
        do {
            // Looked at again at every beat.
            if try await configurations.areHeldBack() { return board.putBack(subjects) }
            let agents = try await configurations.agents(concernedBy: subjects)
            try await agents.compactMap { board.link(of: $0) }.forEachAnyway { try await tell($0) }
        } catch {
            log.warning("agents are told later", ["reason": LoggedError(error)])
            board.putBack(subjects)
        }
    }

    private func tell(_ link: AgentLink) async throws {
        guard let wanted = try await configurations.wanted(by: link.agent) else { return }
        let isApplied = try await configurations.isApplied(
            wanted, hash: link.configuration, by: link.agent)
        if !isApplied { try link.tell(wanted) }
    }

    /// Ends the agent's link where the agent is not what it was when it came.
    private func look(at id: ID<Agent>) async {
        guard let link = board.link(of: id) else { return }
        do {
            if let goodbye = link.goodbye(for: try await store.agent(id)) {
                link.end(with: goodbye)
            }
        } catch {
            // Not known to be allowed any more: it has to come back and be judged.
            link.end(with: .unavailable)
        }
    }
}
