internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import Markup
internal import Store
internal import Values

extension HubSite {
    /// As many as a form offers to choose from; a list beyond that is searched elsewhere.
    static let choicesMax = 200

    /// What a use case refused, put where the form shows it; anything else is thrown on.
    func note(
        _ error: any Error, in trouble: inout FormTrouble, _ words: Words,
        _ names: [String: String]
    ) throws {
        switch error {
        case let error as InvalidFields:
            for violation in error.violations {
                let field = names[violation.field] ?? violation.field
                trouble.add(words.field.sentence(for: violation.problem), to: field)
            }
        case let error as StoreError:
            guard let refusal = error.refusal else { throw error }
            trouble.whole = words.refusals.sentence(for: refusal)
        case let error as InUseError:
            trouble.whole = words.vaults.usedBy(
                error.users.map(\.name).joined(separator: ", "))
        default: throw error
        }
    }

    /// The tenant's agents that may be chosen: those that were not revoked, as many as a form
    /// offers, and whoever is wanted in any case.
    func choosableAgents(
        of tenant: ID<Tenant>, with wanted: ID<Agent>?...
    ) async throws -> [Agent] {
        var agents = try await parts.fleet.agents(
            of: tenant, matching: AgentFilter(), PageRequest(limit: Self.choicesMax)
        ).items
        for id in wanted.compactMap(\.self) where !agents.contains(where: { $0.id == id }) {
            do {
                agents.append(try await parts.fleet.agent(id, of: tenant))
            } catch let error as StoreError where error.kind == .notFound {
                // Gone since, or never there: it is not offered.
            }
        }
        return agents.filter { $0.standing != .revoked }
    }

    /// What these agents are called.
    func names(of agents: some Sequence<ID<Agent>>, in tenant: ID<Tenant>) async throws
        -> [ID<Agent>: String]
    {
        var names: [ID<Agent>: String] = [:]
        for id in Set(agents) {
            do {
                names[id] = try await parts.fleet.agent(id, of: tenant).name
            } catch let error as StoreError where error.kind == .notFound {
                // Gone since; its id has to do.
            }
        }
        return names
    }

    func choosableVaults(of tenant: ID<Tenant>) async throws -> [KnownVault] {
        try await parts.vaults.vaults(
            of: tenant, matching: VaultFilter(), PageRequest(limit: Self.choicesMax)
        ).items.map(\.vault)
    }

    func choosableSources(of tenant: ID<Tenant>) async throws -> [Source] {
        try await parts.sources.sources(
            of: tenant, matching: SourceFilter(), PageRequest(limit: Self.choicesMax)
        ).items.map(\.source)
    }

    /// Has somebody type the name of a thing before it is taken away.
    func confirm(
        _ visit: AdmittedVisit, _ name: String, page: (_ error: String?) -> ConfirmationPage,
        leadingTo url: URLReference, done: Done = .removed, _ body: () async throws -> Void
    ) async throws -> HTTPResponse {
        let sent = try await sent(by: visit)
        let words = visit.visit.words
        guard sent[TypedConfirmation.field] == name else {
            return visit.visit.page(page(words.common.typedWrong), .unprocessableContent)
        }
        var trouble = FormTrouble()
        do {
            try await body()
        } catch {
            try note(error, in: &trouble, words, [:])
            return visit.visit.page(page(trouble.whole), .conflict)
        }
        return visit.visit.leadOn(to: url, done)
    }
}

extension SourcePlace {
    /// Whose machine it is on; nil for any worker's.
    var agent: ID<Agent>? { if case .agent(let agent) = self { agent } else { nil } }
}
