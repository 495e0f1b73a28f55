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
            trouble.whole = words.vaults.usedBy(error.names)
        default: throw error
        }
    }

    /// Saves what a form says and leads on; or shows it again with what is wrong with it.
    ///
    /// - Parameters:
    ///   - trouble: what is wrong before anything is tried.
    ///   - names: how the domain's fields are called in the form.
    ///   - unknown: what to say, and where, of a thing that the form names and nobody knows.
    ///   - needed: what to say, and where, of those who need what the form takes away.
    ///   - body: saves, and says where to go from there.
    func save(
        _ visit: AdmittedVisit, _ trouble: FormTrouble = FormTrouble(),
        _ names: [String: String] = [:], unknown: (sentence: String, field: String)? = nil,
        needed: (sentence: (String) -> String, field: String)? = nil,
        _ body: () async throws -> URLReference,
        again: (FormTrouble) async throws -> HTTPResponse
    ) async throws -> HTTPResponse {
        guard trouble.isEmpty else { return try await again(trouble) }
        var trouble = trouble
        do {
            return visit.visit.leadOn(to: try await body(), .saved)
        } catch {
            if let unknown, (error as? StoreError)?.kind == .notFound {
                trouble.add(unknown.sentence, to: unknown.field)
            } else if let needed, let error = error as? InUseError {
                trouble.add(needed.sentence(error.names), to: needed.field)
            } else {
                try note(error, in: &trouble, visit.visit.words, names)
            }
        }
        return try await again(trouble)
    }

    /// The tenant's agents that may be chosen: those that were not revoked, as many as a form
    /// offers, and whoever is wanted in any case.
    func choosableAgents(
        of tenant: ID<Tenant>, with wanted: [ID<Agent>?]
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

    /// The tenant's vaults that may be chosen: those with the name that is looked for, as many as
    /// a form offers, and those that are wanted in any case.
    func choosableVaults(
        of tenant: ID<Tenant>, matching filter: VaultFilter = VaultFilter(),
        with wanted: Set<ID<KnownVault>> = []
    ) async throws -> Offer<KnownVault> {
        let page = try await parts.vaults.vaults(
            of: tenant, matching: filter, PageRequest(limit: Self.choicesMax))
        var vaults = page.items.map(\.vault)
        for id in wanted.subtracting(vaults.map(\.id)) {
            do {
                vaults.append(try await parts.vaults.vault(id, of: tenant).vault)
            } catch let error as StoreError where error.kind == .notFound {
                // Gone since, or never there: it is not offered.
            }
        }
        return Offer(items: vaults, isWhole: page.next == nil && filter.text == nil)
    }

    /// The same of sources; of those that are wanted as many as are read at once.
    func choosableSources(
        of tenant: ID<Tenant>, matching filter: SourceFilter = SourceFilter(),
        with wanted: Set<ID<Source>> = []
    ) async throws -> Offer<Source> {
        let page = try await parts.sources.sources(
            of: tenant, matching: filter, PageRequest(limit: Self.choicesMax))
        var sources = page.items.map(\.source)
        let missing = wanted.subtracting(sources.map(\.id))
        if !missing.isEmpty {
            sources += try await parts.sources.sources(
                of: tenant, matching: SourceFilter(ids: missing),
                PageRequest(limit: PageRequest.limitMax)
            ).items.map(\.source)
        }
        return Offer(items: sources, isWhole: page.next == nil && filter.text == nil)
    }

    /// Before a thing is taken away somebody types its name: the page that asks, and its form.
    ///
    /// - Parameters:
    ///   - asks: what the page is for.
    ///   - does: what the form is for.
    ///   - find: the thing, for somebody who may take it away.
    ///   - url: where somebody is led afterwards.
    func addConfirmation<Thing: Sendable>(
        to routes: Routes<AdmittedVisit>, at path: PathPattern, asks: String, does: String,
        of find: nonisolated(nonsending) @escaping @Sendable (AdmittedVisit) async throws -> Thing,
        page: @escaping @Sendable (Thing, Inside, String?) -> ConfirmationPage,
        leadingTo url: @escaping @Sendable (Thing, Inside) -> URLReference, done: Done = .removed,
        _ body:
            nonisolated(nonsending) @escaping @Sendable (AdmittedVisit, Thing) async throws -> Void
    ) {
        routes.add(.get, path, .page(asks)) { visit in
            let thing = try await find(visit)
            let refusal = kept(visit)?.trouble.whole
            return visit.visit.page(
                page(thing, try await inside(visit), refusal),
                refusal == nil ? .ok : .unprocessableContent)
        }
        routes.add(.post, path, .form(does)) { visit in
            let sent = try await sent(by: visit)
            let thing = try await find(visit)
            let inside = try await inside(visit)
            var trouble = FormTrouble()
            if sent[TypedConfirmation.field] == page(thing, inside, nil).name {
                do {
                    try await body(visit, thing)
                    return visit.visit.leadOn(to: url(thing, inside), done)
                } catch {
                    try note(error, in: &trouble, inside.words, [:])
                }
            } else {
                trouble.whole = inside.words.common.typedWrong
            }
            return keep(visit, FormValues(), trouble)
        }
    }
}

extension SourcePlace {
    /// Whose machine it is on; nil for any worker's.
    var agent: ID<Agent>? { if case .agent(let agent) = self { agent } else { nil } }
}

extension InUseError {
    fileprivate var names: String { users.map(\.name).joined(separator: ", ") }
}
