package import Domain
package import Store
package import Values

/// What is done to several agents at once: shown first, and done to each by itself, so that one
/// that refuses keeps nobody else from it.
package struct FleetWork: Sendable {
    /// As many as one list names.
    package static let agentsMax = PageRequest.limitMax

    private let store: any AgentStore & SourceStore
    private let fleet: Fleet
    private let runs: RunDesk

    package init(store: any AgentStore & SourceStore, fleet: Fleet, runs: RunDesk) {
        self.store = store
        self.fleet = fleet
        self.runs = runs
    }

    /// Which agents are meant.
    package enum Choice: Hashable, Sendable {
        case these([ID<Agent>])
        /// Those that fit, the first `agentsMax` of them.
        case matching(AgentFilter)
    }

    /// The agents of a choice, in the order of their age; those that are gone are left out.
    package func agents(_ choice: Choice, of tenant: ID<Tenant>) async throws -> [Agent] {
        switch choice {
        case .matching(let filter):
            return try await store.agents(
                of: .tenant(tenant), matching: filter, PageRequest(limit: Self.agentsMax)
            ).items
        case .these(let ids):
            var agents: [Agent] = []
            for id in ids.prefix(Self.agentsMax) {
                guard let agent = try await store.agent(id), agent.scope == .tenant(tenant) else {
                    continue
                }
                agents.append(agent)
            }
            return agents
        }
    }

    // MARK: Backing up

    /// What would be backed up on one agent.
    package struct BackupPlan: Sendable {
        package let agent: Agent
        /// Those that are switched on.
        package let sources: [Source]

        /// Whether anything begins at all: a run for one that does not work only waits.
        package var isIdle: Bool { sources.isEmpty || agent.standing != .active }
    }

    package func backupPlans(
        _ choice: Choice, of tenant: ID<Tenant>
    ) async throws -> [BackupPlan] {
        var plans: [BackupPlan] = []
        for agent in try await agents(choice, of: tenant) {
            let sources = try await store.sources(
                of: tenant, matching: SourceFilter(agent: agent.id, isEnabled: true),
                PageRequest(limit: PageRequest.limitMax)
            ).items.map(\.item)
            plans.append(BackupPlan(agent: agent, sources: sources))
        }
        return plans
    }

    /// What came of it.
    package struct Outcome: Hashable, Sendable {
        package var done = 0
        /// By the rule that said no.
        package var refused: [Refusal: Int] = [:]

        package var refusedCount: Int { refused.values.reduce(0, +) }
    }

    /// Begins a backup of every source of the plans that work.
    package func backUp(
        _ choice: Choice, of tenant: ID<Tenant>, by requester: Requester
    ) async throws -> Outcome {
        var outcome = Outcome()
        for plan in try await backupPlans(choice, of: tenant) where !plan.isIdle {
            let begun = try await runs.backUp(
                plan.sources.map(\.id), of: tenant, priority: .low, by: requester)
            outcome.done += begun.begun.count
            for one in begun.refused { outcome.refused[one.refusal, default: 0] += 1 }
        }
        return outcome
    }

    // MARK: Labels

    /// Labels that are added or taken away.
    package struct LabelEdit: Hashable, Sendable {
        package var added: [String: String]
        package var removed: Set<String>

        package init(added: [String: String] = [:], removed: Set<String> = []) {
            self.added = added
            self.removed = removed
        }

        package var isEmpty: Bool { added.isEmpty && removed.isEmpty }

        /// The labels as they would be; nil where those are too many.
        package func applied(to labels: [String: String]) -> [String: String]? {
            let after = labels.filter { !removed.contains($0.key) }
                .merging(added) { _, new in new }
            return Fields.labelCount.violations(of: after.count).isEmpty ? after : nil
        }
    }

    /// Changes the labels of each agent as they are by then. Idempotent.
    package func label(
        _ choice: Choice, of tenant: ID<Tenant>, _ edit: LabelEdit, by requester: Requester
    ) async throws -> Outcome {
        var outcome = Outcome()
        for agent in try await agents(choice, of: tenant) {
            guard let labels = edit.applied(to: agent.labels) else {
                outcome.refused[.tooMany, default: 0] += 1
                continue
            }
            guard labels != agent.labels else { continue }
            try await count(in: &outcome) {
                _ = try await fleet.relabel(agent.id, of: tenant, edit, by: requester)
            }
        }
        return outcome
    }

    // MARK: Limits

    /// Changes what each agent may take of its machine. Idempotent.
    package func limit(
        _ choice: Choice, of tenant: ID<Tenant>, _ edit: AgentLimitsEdit,
        by requester: Requester
    ) async throws -> Outcome {
        var outcome = Outcome()
        for agent in try await agents(choice, of: tenant) where edit.applied(to: agent) != agent {
            try await count(in: &outcome) {
                _ = try await fleet.edit(agent.id, of: tenant, limits: edit, by: requester)
            }
        }
        return outcome
    }

    /// One that is gone meanwhile is passed over.
    private func count(in outcome: inout Outcome, _ body: () async throws -> Void) async throws {
        do {
            try await body()
            outcome.done += 1
        } catch let error as StoreError where error.kind == .notFound {
            return
        }
    }
}
