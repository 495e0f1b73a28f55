package import AgentProtocol
package import Domain
package import Host
internal import JSON
package import Store

/// Puts together what an agent has to know for one run, with what this run needs and no more.
package protocol RunOrders: Sendable {
    func order(for run: Run, on agent: Agent) async throws -> RunOrdering
}

/// What comes of putting an order together.
package enum RunOrdering: Hashable, Sendable {
    case order(RunOrder)
    /// The agent's configuration does not have it yet.
    case notYet
    /// The source, a vault or the snapshot are gone.
    case gone
    /// It would take away what somebody wants kept.
    case unwanted
}

/// Takes sources as the agent's own configuration has them, which its schedules go by, and vaults
/// as the kind of the run needs them: sealed to that agent both.
package struct ConfiguredOrders: RunOrders {
    private let configurations: Configurations
    package typealias Stores = SnapshotStore & SourceStore & VaultStore & CopyStore
        & DeletionStore
    /// As many as one run brings; the rest comes with the next one.
    private static let copyingMax = 1000

    private let store: any Stores
    private let clock: WallClock
    private let lease: Duration
    private let relays: RelayBoard
    private let arrivals: ArrivalOrders?
    private let forgetting: Forgetting?

    /// - Parameters:
    ///   - lease: For how long a run of the pool is lent.
    ///   - arrivals: Without them, files go only to agents that open the vault.
    ///   - forgetting: Without it, runs that forget by the keep rules are not given out.
    package init(
        _ configurations: Configurations, _ store: any Stores, clock: WallClock,
        lease: Duration = Lease.length, _ relays: RelayBoard = RelayBoard(),
        arrivals: ArrivalOrders? = nil, forgetting: Forgetting? = nil
    ) {
        self.configurations = configurations
        self.store = store
        self.clock = clock
        self.lease = lease
        self.relays = relays
        self.arrivals = arrivals
        self.forgetting = forgetting
    }

    package func order(for run: Run, on agent: Agent) async throws -> RunOrdering {
        guard let source = try await source(of: run, for: agent) else { return .notYet }
        var stream: StreamTicket?
        if run.kind == .export {
            // Whoever waited for it is gone, as after a restart of the hub.
            guard let ticket = relays.ticket(of: run.id) else { return .gone }
            stream = ticket
        }
        if run.kind == .restore, let arrivals {
            switch try await arrivals.ordering(for: run, on: agent) {
            case .opens: break
            case .notYet: return .notYet
            case .arrival(let arrival): return try await restore(run, source, from: arrival)
            }
        }
        let vaults = try await vaults(of: run, for: agent)
        guard vaults.count >= (run.kind == .copy ? 2 : 1) else { return .notYet }
        // The run is its agent's by now, so that nobody pins or holds anything after this.
        if run.subject.isWipe, let vault = run.subject.vaults.first,
            try await store.isHeld(vault, of: run.tenant, at: clock.now)
        {
            return .unwanted
        }
        var leaving: [String] = []
        if run.kind == .forget {
            guard let forgetting else { return .notYet }
            leaving = try await forgetting.leaving(for: run)
        }
        var locator: String?
        if let id = run.subject.snapshot {
            guard let snapshot = try await store.snapshot(id, of: run.tenant),
                snapshot.gone == nil
            else { return .gone }
            if run.kind == .delete,
                try await store.deletionRefusal(of: id, in: run.tenant, at: clock.now) != nil
            {
                return .unwanted
            }
            locator = snapshot.locator
        }
        let copying = run.kind == .copy ? try await copied(by: run, locator) : nil
        return .order(
            RunOrder(
                attempt: run.attempt, kind: run.kind, priority: run.priority,
                source: source.told, vaults: vaults, snapshot: run.kind == .copy ? nil : locator,
                destination: run.subject.destination, paths: run.subject.paths, leaving: leaving,
                copying: copying, terms: run.subject.terms, percent: run.subject.percent,
                isWipe: run.subject.isWipe, stream: stream,
                lease: run.isPooled ? lease : nil, bandwidth: run.subject.bandwidth))
    }

    /// For a machine that is given files and nothing that opens their vault.
    private func restore(
        _ run: Run, _ source: SourcePart, from arrival: Arrival
    ) async throws -> RunOrdering {
        // What signs in at a server that files came from is not handed over either.
        guard source.told == nil, let id = run.subject.snapshot,
            let snapshot = try await store.snapshot(id, of: run.tenant), snapshot.gone == nil
        else { return .gone }
        return .order(
            RunOrder(
                attempt: run.attempt, kind: run.kind, priority: run.priority, vaults: [],
                snapshot: snapshot.locator, destination: run.subject.destination,
                paths: run.subject.paths, terms: run.subject.terms, arrival: arrival))
    }

    /// What a copy brings: the snapshot that it is about, or all that its second vault never had.
    private func copied(by run: Run, _ locator: String?) async throws -> [String] {
        if let locator { return [locator] }
        guard let source = run.subject.source, let vault = run.subject.vaults.first,
            let target = run.subject.vaults.last
        else { return [] }
        return try await store.snapshotsToCopy(
            of: source, from: vault, to: target, of: run.tenant, limit: Self.copyingMax
        ).map(\.locator)
    }

    /// What an order says of a source, which may be nothing.
    private struct SourcePart {
        let told: ConfiguredSource?
    }

    /// Nil where the agent's configuration does not have it yet.
    private func source(of run: Run, for agent: Agent) async throws -> SourcePart? {
        if run.isPooled || run.isForServer {
            guard let id = run.subject.source,
                let source = try await store.source(id, of: run.tenant)?.item
            else { return nil }
            // Files go back over SSH alone to where they came from over SSH.
            guard run.kind.storesSnapshots || source.configuration.kind.isRemote else {
                return SourcePart(told: nil)
            }
            return SourcePart(told: try await configurations.source(source, to: agent))
        }
        // Files are given to machines that have nothing else to do as well.
        guard run.kind != .restore else { return SourcePart(told: nil) }
        guard let wanted = try await configurations.wanted(by: agent.id) else { return nil }
        guard run.kind.storesSnapshots else { return SourcePart(told: nil) }
        let configuration = try AgentConfiguration.schema.decode(wanted.content)
        if let told = configuration.sources.first(where: { $0.id == run.subject.source }) {
            return SourcePart(told: told)
        }
        // What lies on no agent is copied by a worker, whose configuration knows no sources.
        guard run.kind == .copy, let id = run.subject.source,
            let source = try await store.source(id, of: run.tenant)?.item, source.place == .pool
        else { return nil }
        return SourcePart(told: try await configurations.source(source, to: agent))
    }

    /// With the secrets that a run of this kind needs and no others; what the agent may not have
    /// for it is left out.
    private func vaults(of run: Run, for agent: Agent) async throws -> [ConfiguredVault] {
        var vaults: [ConfiguredVault] = []
        for id in run.outcomes.unfinished {
            guard let vault = try await store.vault(id, of: run.tenant)?.item else { continue }
            do {
                vaults.append(
                    try await configurations.vault(
                        vault, for: run.kind, to: agent, in: run.id))
            } catch let error as StoreError where error.refusal == .vaultUnreachable {
                continue
            }
        }
        return vaults
    }
}

extension Run {
    /// Whether it may write to a machine that is read over SSH.
    fileprivate var isForServer: Bool {
        kind == .restore && subject.destination == .inPlace && subject.source != nil
    }
}
