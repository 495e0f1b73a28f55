import AgentProtocol
import Domain
import Host
import HubCore
import Store
import StoreSupport
import Synchronization
import Telemetry
import Values

/// A source that lies on no agent's machine, with a hub that fires it and gives its runs out.
final class PoolScene: Sendable {
    private struct State {
        var now: Timestamp
        var instant = ContinuousClock.now
        var ready: [ReadyAgent] = []
        var given: [(order: RunOrder, agent: ID<Agent>)] = []
        var stopped: [RunAttempt] = []
        var broken: [ID<Source>: any Error & Sendable] = [:]
        var ordering: Ordering?
    }

    /// What happens while an order is put together.
    typealias Ordering = @Sendable (Run) async throws -> RunOrdering

    let world: World
    let vault: KnownVault
    let source: Source
    private let state: Mutex<State>

    init(in world: World, from now: Timestamp) async throws {
        self.world = world
        state = Mutex(State(now: now))
        vault = try await world.addVault("Vault of the pool") { $0.readiness = .ready }
        var source = Sample.source("Shop", of: world.tenant.id, at: .pool, into: [vault.id])
        source.configuration = .sftp(
            SFTPConfiguration(
                host: "shop", user: "backup", files: FilesConfiguration(paths: ["/srv"])))
        self.source = source
        _ = try await world.store.addSource(source, secrets: [], once: nil, audit: [])
    }

    var now: Timestamp { state.withLock { $0.now } }

    /// The clocks of the day and of leases go on.
    func pass(_ span: Duration) {
        state.withLock { state in
            state.now = state.now + span
            state.instant = state.instant + span
        }
    }

    func addSchedule(
        _ cron: String, _ zone: String, firing source: ID<Source>? = nil
    ) async throws {
        let schedule = Schedule(
            id: Sample.id(), tenant: world.tenant.id, name: "Often \(Sample.id(Schedule.self))",
            time: try ScheduleTime(cron: cron, zone: zone), sources: [source ?? self.source.id],
            effective: now)
        _ = try await world.store.addSchedule(schedule, once: nil, audit: [])
    }

    // MARK: The hub

    func firing(_ dispatcher: RunDispatcher, through peer: Int = 0) -> PoolFiring {
        PoolFiring(
            store: world.peers[peer], zones: ZoneBook(), desk: desk(dispatcher, through: peer),
            clock: clock, log: Logger(to: LogWriter(.text), level: .error))
    }

    func desk(_ dispatcher: RunDispatcher, through peer: Int = 0) -> RunDesk {
        RunDesk(
            store: world.peers[peer], feed: RunFeed(), dispatcher: dispatcher, clock: clock,
            ids: IDSource(clock: clock))
    }

    /// Each is another life of the hub.
    func dispatcher(_ leases: LeaseBook? = nil) -> RunDispatcher {
        RunDispatcher(
            store: world.store, links: Links(scene: self), orders: Orders(scene: self),
            leases: leases ?? self.leases(), feed: RunFeed(), clock: clock,
            log: Logger(to: LogWriter(.text), level: .error))
    }

    func leases() -> LeaseBook {
        LeaseBook(length: .seconds(90)) { self.state.withLock { $0.instant } }
    }

    /// What a hub does before it lets anybody in.
    func repair(_ leases: LeaseBook) async throws {
        try await HubStart(
            store: world.store, leases: leases, clock: clock,
            log: Logger(to: LogWriter(.text), level: .error)
        ).repair()
    }

    /// Sources like this one, each with a backup that waits.
    func addWaiting(_ count: Int, _ dispatcher: RunDispatcher) async throws {
        for number in 0..<count {
            var other = Sample.source(
                "Shop \(number)", of: world.tenant.id, at: .pool, into: [vault.id])
            other.configuration = source.configuration
            _ = try await world.store.addSource(other, secrets: [], once: nil, audit: [])
            _ = try await desk(dispatcher).backUp(
                other.id, of: world.tenant.id, by: Requester(.system, from: ""))
        }
    }

    /// What agents need for runs of this source cannot be put together.
    func spoil(_ source: ID<Source>, by error: (any Error & Sendable)?) {
        state.withLock { $0.broken[source] = error }
    }

    func order(by ordering: Ordering?) {
        state.withLock { $0.ordering = ordering }
    }

    private var clock: WallClock { WallClock { self.now } }

    // MARK: Workers

    /// Who is there from now on.
    func arrange(_ agents: [Agent], standing: AgentStanding = .active, capacity: Int = 2) {
        let ready = agents.map { agent in
            ReadyAgent(
                id: agent.id, incarnation: Sample.id(), standing: standing, capacity: capacity,
                skew: nil, work: PoolWork(scope: agent.scope, kinds: [.sftp]))
        }
        state.withLock { $0.ready = ready }
    }

    var given: [(order: RunOrder, agent: ID<Agent>)] { state.withLock { $0.given } }
    var stopped: [RunAttempt] { state.withLock { $0.stopped } }

    func runs() async throws -> [Run] {
        try await world.store.runs(
            of: world.tenant.id, matching: RunFilter(), PageRequest(limit: 500)
        ).items.reversed()
    }

    private struct Links: RunLinks {
        let scene: PoolScene

        func readyAgents() -> [ReadyAgent] { scene.state.withLock { $0.ready } }
        func give(_ order: RunOrder, to agent: ID<Agent>) {
            scene.state.withLock { $0.given.append((order, agent)) }
        }
        func cancel(_ attempt: RunAttempt, on agent: ID<Agent>) {}
        func stop(_ attempt: RunAttempt, on agent: ID<Agent>) {
            scene.state.withLock { $0.stopped.append(attempt) }
        }
    }

    private struct Orders: RunOrders {
        let scene: PoolScene

        func order(for run: Run, on agent: Agent) async throws -> RunOrdering {
            let error = scene.state.withLock { state in
                run.subject.source.flatMap { state.broken[$0] }
            }
            if let error { throw error }
            if let ordering = scene.state.withLock({ $0.ordering }) {
                return try await ordering(run)
            }
            return .order(RunOrder(attempt: run.attempt, kind: run.kind, vaults: []))
        }
    }
}
