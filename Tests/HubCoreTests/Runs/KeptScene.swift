import AgentProtocol
import Domain
import Host
import HubCore
import Store
import StoreSupport
import Synchronization
import Telemetry
import Values

/// A hub whose clock a test moves, and a source with a vault that is ready. Nobody does anything:
/// a test ends runs itself.
final class KeptScene: Sendable {
    let run: RunScene
    private let time = Mutex(Sample.now)

    init(
        in world: World, format: KnownVault.Format = .archive,
        _ change: @Sendable @escaping (inout KnownVault) -> Void = { _ in }
    ) async throws {
        run = try await RunScene(in: world, format: format)
        _ = try await world.store.changeVault(
            run.vault.id, of: run.tenant, version: nil, secrets: SecretEdit()
        ) { vault in
            vault.readiness = .ready
            change(&vault)
            return []
        }
    }

    var now: Timestamp { time.withLock { $0 } }
    func pass(_ span: Duration) { time.withLock { $0 = $0 + span } }

    var clock: WallClock { WallClock { self.now } }
    var log: Logger { Logger(to: LogWriter(.text), level: .error) }

    var desk: RunDesk {
        let (store, feed) = (run.world.store, RunFeed())
        return RunDesk(
            store: store, feed: feed,
            dispatcher: RunDispatcher(
                store: store, links: Nobody(), orders: Nobody(), feed: feed, clock: clock,
                log: log),
            clock: clock, ids: IDSource(clock: clock))
    }

    /// The oldest first.
    func runs(_ kinds: Set<RunKind>) async throws -> [Run] {
        try await run.world.store.runs(
            of: run.tenant, matching: RunFilter(kinds: kinds), PageRequest(limit: 99)
        ).items.reversed()
    }

    func end(_ one: Run, _ verdict: RunVerdict) async throws {
        let now = now
        _ = try await run.world.store.changeRun(one.id, of: nil, at: now) { page in
            try page.run.take(.lease, at: now)
            let position = page.run.position
            let agent = RunTransition.Authority.agent(
                attempt: position.attempt, fence: position.fence)
            try page.run.take(.start, by: agent, at: now)
            try page.run.take(.finish(verdict), by: agent, at: now)
            return []
        }
    }

    private struct Nobody: RunLinks, RunOrders {
        func readyAgents() -> [ReadyAgent] { [] }
        func give(_ order: RunOrder, to agent: ID<Agent>) {}
        func cancel(_ attempt: RunAttempt, on agent: ID<Agent>) {}
        func stop(_ attempt: RunAttempt, on agent: ID<Agent>) {}
        func order(for run: Run, on agent: Agent) async throws -> RunOrdering { .notYet }
    }
}
