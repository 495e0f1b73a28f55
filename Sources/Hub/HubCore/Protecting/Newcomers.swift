internal import Cryptography
package import Domain
internal import Store
package import Telemetry
package import Values

/// Begins to back up machines that join by a token which says what of them.
package struct Newcomers: Sendable {
    private static let namesMax = 20

    private let vaults: Vaults
    private let sources: Sources
    private let schedules: Schedules
    private let runs: RunDesk
    private let log: Logger

    package init(
        vaults: Vaults, sources: Sources, schedules: Schedules, runs: RunDesk, log: Logger
    ) {
        self.vaults = vaults
        self.sources = sources
        self.schedules = schedules
        self.runs = runs
        self.log = log
    }

    /// Whether it can be begun anywhere. Throws `InvalidFields`, `notFound`.
    package func check(_ first: FirstProtection, of tenant: ID<Tenant>) async throws {
        try InvalidFields.refuse(first.configuration.violations)
        let vault = try await vaults.vault(first.vault, of: tenant).vault
        guard vault.owner == nil, vault.agents == nil else {
            throw InvalidFields([
                FieldViolation(
                    field: "vault", problem: .unreadable("not every agent reaches this vault"))
            ])
        }
        if let schedule = first.schedule { _ = try await schedules.schedule(schedule, of: tenant) }
    }

    /// Has a machine backed up that has just joined. It is an agent by now and stays one: where
    /// this cannot be done, as with a vault that is gone, it is said in the hub's log and left to
    /// people. Doing it again changes nothing.
    package func begin(
        _ first: FirstProtection, on agent: Agent, by requester: Requester
    ) async {
        guard case .tenant(let tenant) = agent.scope else { return }
        do {
            let source = try await source(first, on: agent, of: tenant, by: requester)
            if let schedule = first.schedule {
                try await schedules.add(source, to: schedule, of: tenant, by: requester)
            }
            let before = try await runs.runs(
                of: tenant, matching: RunFilter(source: source), PageRequest(limit: 1))
            guard before.items.isEmpty else { return }
            _ = try await runs.backUp(source, of: tenant, by: requester)
        } catch {
            log.warning(
                "a machine joined, and what its token says is not backed up",
                ["agent": agent.id.description, "reason": "\(error)"])
        }
    }

    private func source(
        _ first: FirstProtection, on agent: Agent, of tenant: ID<Tenant>,
        by requester: Requester
    ) async throws -> ID<Source> {
        let there = try await sources.sources(
            of: tenant, matching: SourceFilter(agent: agent.id), PageRequest(limit: 1))
        if let source = there.items.first?.source { return source.id }
        // Of two who come at once with the same form, one makes it.
        let digest = SHA256.hash(Array("first protection \(agent.id)".utf8))
        let key = IdempotencyKey("first-\(agent.id)", digest: digest.bytes)
        for number in 1...Self.namesMax {
            let name = number == 1 ? agent.name : "\(agent.name) \(number)"
            let draft = SourceDraft(
                name: name, place: .agent(agent.id), configuration: first.configuration,
                vaults: [first.vault])
            do {
                return try await sources.create(draft, of: tenant, once: key, by: requester)
                    .source.id
            } catch let error as StoreError where error.refusal == .nameTaken {
                // Another machine of that name.
            }
        }
        throw StoreError.refused(.nameTaken)
    }
}
