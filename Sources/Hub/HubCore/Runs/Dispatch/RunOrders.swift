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

/// Takes sources as the agent's own configuration has them, which its schedules go by, and vaults
/// as the kind of the run needs them: sealed to that agent both.
package struct ConfiguredOrders: RunOrders {
    private let configurations: Configurations
    private let store: any Stores
    private let forgetting: Forgetting?

    package typealias Stores = SnapshotStore & VaultStore

    /// - Parameter forgetting: Without it, runs that forget by the keep rules are not given out.
    package init(
        _ configurations: Configurations, _ store: any Stores, _ forgetting: Forgetting? = nil
    ) {
        self.configurations = configurations
        self.store = store
        self.forgetting = forgetting
    }

    package func order(for run: Run, on agent: Agent) async throws -> RunOrdering {
        guard let wanted = try await configurations.wanted(by: agent.id) else { return .notYet }
        let configuration = try AgentConfiguration.schema.decode(wanted.content)
        var source: ConfiguredSource?
        if run.kind == .backup {
            source = configuration.sources.first { $0.id == run.subject.source }
            guard source != nil else { return .notYet }
        }
        let vaults = try await vaults(of: run, for: agent)
        guard !vaults.isEmpty else { return .notYet }
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
            locator = snapshot.locator
        }
        return .order(
            RunOrder(
                attempt: run.attempt, kind: run.kind, priority: run.priority, source: source,
                vaults: vaults, snapshot: locator, destination: run.subject.destination,
                paths: run.subject.paths,
                leaving: leaving,
                percent: run.kind == .check ? try await percent(of: run) : nil))
    }

    /// How much a check reads, as the vault's cadence says.
    private func percent(of run: Run) async throws -> Int? {
        guard let vault = run.subject.vaults.first else { return nil }
        return try await store.vault(vault, of: run.tenant)?.item.cadence.checkPercent
    }

    /// With the secrets that a run of this kind needs and no others; what the agent may not have
    /// for it is left out.
    private func vaults(of run: Run, for agent: Agent) async throws -> [ConfiguredVault] {
        var vaults: [ConfiguredVault] = []
        for id in run.outcomes.unfinished {
            guard let vault = try await store.vault(id, of: run.tenant)?.item else { continue }
            do {
                vaults.append(
                    try await configurations.vault(vault, for: run.kind, to: agent))
            } catch let error as StoreError where error.refusal == .vaultUnreachable {
                continue
            }
        }
        return vaults
    }
}
