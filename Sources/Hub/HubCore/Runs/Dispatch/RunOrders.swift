package import AgentProtocol
package import Domain
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
}

/// Takes sources and vaults as the agent's own configuration has them: sealed to that agent, and
/// the same that its schedules go by.
package struct ConfiguredOrders: RunOrders {
    private let configurations: Configurations
    private let store: any SnapshotStore

    package init(_ configurations: Configurations, _ store: any SnapshotStore) {
        self.configurations = configurations
        self.store = store
    }

    package func order(for run: Run, on agent: Agent) async throws -> RunOrdering {
        guard let wanted = try await configurations.wanted(by: agent.id) else { return .notYet }
        let configuration = try AgentConfiguration.schema.decode(wanted.content)
        var source: ConfiguredSource?
        if run.kind == .backup {
            source = configuration.sources.first { $0.id == run.subject.source }
            guard source != nil else { return .notYet }
        }
        let vaults = run.outcomes.unfinished.compactMap { id in
            configuration.vaults.first { $0.id == id }
        }
        guard !vaults.isEmpty else { return .notYet }
        var locator: String?
        if let id = run.subject.snapshot {
            guard let snapshot = try await store.snapshot(id, of: run.tenant),
                snapshot.gone == nil
            else { return .gone }
            locator = snapshot.locator
        }
        return .order(
            RunOrder(
                attempt: run.attempt, kind: run.kind, priority: run.priority, source: source,
                vaults: vaults, snapshot: locator, destination: run.subject.destination,
                paths: run.subject.paths))
    }
}
