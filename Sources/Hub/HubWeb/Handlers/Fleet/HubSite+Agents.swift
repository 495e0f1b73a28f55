internal import Domain
internal import HTTPServer
internal import Host
internal import HubCore
internal import HubDoor
internal import JSON
internal import Markup
internal import Store
internal import Values

extension HubSite {
    /// As many as fit a screen; the list of runs has the rest.
    private static let runsShown = 6
    static let agent = PathParameter("agent", Schema<ID<Agent>>.id())
    private static let agentPath: PathPattern = "/tenants/\(HubDoor.tenant)/agents/\(agent)"

    func addAgents(to open: Routes<Visit>, _ door: HubDoor) {
        let seen = door.admitted(to: open, for: .viewAgents)
        seen.add(.get, "/tenants/\(HubDoor.tenant)/agents", .page("List the agents")) { visit in
            let filter = AgentsPage.Filter(visit.request)
            let after = Cursor(visit.request)
            return try await show(visit) { inside in
                try await agentList(inside, filter, after: after)
            } page: { inside, region in
                AgentsPage(inside: inside, filter: filter, region: region)
            }
        }
        seen.add(.get, Self.agentPath, .page("Show an agent")) { visit in
            let agent = try await parts.fleet.agent(visit[Self.agent], of: tenant(of: visit))
            let kept = kept(visit)
            return try await showAgent(
                visit, agent, form: kept.map { AgentForm($0.values) },
                trouble: kept?.trouble ?? FormTrouble())
        }
        addAgentChanges(to: door.admitted(to: open, for: .manageAgents))
    }

    private func agentList(
        _ inside: Inside, _ filter: AgentsPage.Filter, after: Cursor?
    ) async throws -> Markup {
        guard let tenant = inside.tenant else { throw Problem.notFound }
        let waiting =
            inside.may(.enrolAgents) ? try await parts.announcements.waiting(for: tenant) : []
        if filter.isWaiting, inside.may(.enrolAgents) {
            return WaitingList(inside: inside, filter: filter, waiting: waiting).body
        }
        let page = try await parts.fleet.agents(
            of: tenant, matching: filter.storeFilter(at: parts.clock.now, parts.facts),
            PageRequest(after: after ?? .start))
        let linked = parts.fleet.linked(page.items)
        let now = parts.clock.now
        let states = try await parts.configurations.states(of: page.items.map(\.id))
        let copies = try await parts.overviews.copies(of: Set(page.items.map(\.id)), in: tenant)
        // Many machines go by few times.
        var due: [ScheduleTime: Timestamp] = [:]
        for time in Set(copies.values.flatMap(\.times)) {
            due[time] = await parts.schedules.times(of: time).first
        }
        return AgentList(
            inside: inside,
            agents: page.items.map { agent in
                ShownAgent(
                    agent, isLinked: linked.contains(agent.id), at: now,
                    configuration: states[agent.id], copies: copies[agent.id],
                    // Nothing begins where an agent gets nothing new.
                    next: agent.standing != .active
                        ? nil : copies[agent.id]?.times.compactMap { due[$0] }.min())
            }, version: parts.facts.version,
            next: page.next, filter: filter, isFirstPage: after == nil, waiting: waiting.count
        ).body
    }

    func showAgent(
        _ visit: AdmittedVisit, _ agent: Agent, form: AgentForm? = nil,
        trouble: FormTrouble = FormTrouble()
    ) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        var response = try await show(visit) { inside in
            let agent = try await parts.fleet.agent(agent.id, of: tenant)
            let isLinked = !parts.fleet.linked([agent]).isEmpty
            return AgentHead(
                inside: inside,
                shown: ShownAgent(agent, isLinked: isLinked, at: parts.clock.now)
            ).body
        } page: { inside, region in
            AgentPage(
                inside: inside, agent: agent, region: region,
                configuration: try await parts.configurations.states(of: [agent.id])[agent.id],
                open: await parts.facts.openFolders(agent.id), form: form ?? AgentForm(agent),
                trouble: trouble, told: try await told(agent, inside, in: tenant),
                holdings: try await holdings(of: agent, inside, in: tenant))
        }
        if !trouble.isEmpty, !visit.wantsEvents { response.status = .unprocessableContent }
        return response
    }

    private func holdings(
        of agent: Agent, _ inside: Inside, in tenant: ID<Tenant>
    ) async throws -> Markup {
        let sources = try await parts.sources.sources(
            of: tenant, matching: SourceFilter(agent: agent.id), PageRequest())
        let runs = try await self.runs(
            of: tenant, matching: RunFilter(agent: agent.id), limit: Self.runsShown)
        return AgentHoldings(
            inside: inside, agent: agent,
            sources: try await shown(sources.items.map(\.source), in: tenant),
            runs: runs.items,
            snapshots: try await snapshots(
                of: tenant, matching: SnapshotFilter(agent: agent.id), limit: Self.runsShown
            ).items
        ).body
    }

    private func addAgentChanges(to managed: Routes<AdmittedVisit>) {
        managed.add(.post, Self.agentPath, .form("Rename or label an agent")) { visit in
            try await edit(visit)
        }
        managed.add(
            .post, "/tenants/\(HubDoor.tenant)/agents/\(Self.agent)/standing",
            .form("Let an agent work, pause or drain it")
        ) { visit in
            try await setStanding(visit)
        }
        for ending in AgentEnding.allCases { addEnding(ending, to: managed) }
    }

    private func addEnding(_ ending: AgentEnding, to managed: Routes<AdmittedVisit>) {
        addConfirmation(
            to: managed, at: ending.path, asks: "Ask before an agent is \(ending.participle)",
            does: "Have an agent \(ending.participle)",
            of: { try await parts.fleet.agent($0[Self.agent], of: tenant(of: $0)) },
            page: { agent, inside, error in ending.page(inside: inside, agent, error: error) },
            leadingTo: { agent, inside in
                switch ending {
                case .revocation: inside.url("agents", agent.id.description)
                case .deletion: inside.url("agents")
                }
            }, done: ending == .revocation ? .revoked : .removed
        ) { visit, agent in
            let tenant = try tenant(of: visit)
            switch ending {
            case .revocation:
                _ = try await parts.fleet.setStanding(
                    .revoked, of: agent.id, in: tenant, by: visit.requester)
            case .deletion:
                try await parts.fleet.delete(agent.id, of: tenant, by: visit.requester)
            }
        }
    }

    private func edit(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let sent = FormValues(try await sent(by: visit))
        let form = AgentForm(sent)
        let tenant = try tenant(of: visit)
        let agent = try await parts.fleet.agent(visit[Self.agent], of: tenant)
        let (labels, trouble) = form.read(visit.visit.words)
        guard trouble.isEmpty else { return keep(visit, sent, trouble) }
        _ = try await parts.fleet.edit(
            agent.id, of: tenant, name: form.name, labels: labels,
            isWorker: form.isWorker == agent.isWorker ? nil : form.isWorker,
            by: visit.requester)
        return visit.visit.leadOn(to: Self.url(of: agent.id, in: tenant), .saved)
    }

    private func setStanding(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let sent = try await sent(by: visit)
        let tenant = try tenant(of: visit)
        let id = try visit[Self.agent]
        let choice = AgentStanding(rawValue: sent["standing"] ?? "")
        guard let choice, choice != .revoked else { throw Problem.notFound }
        let done: Done =
            choice == .paused ? .paused : choice == .draining ? .draining : .resumed
        return try await attempt(visit, leadingTo: Self.url(of: id, in: tenant), done) {
            _ = try await parts.fleet.setStanding(
                choice, of: id, in: tenant, by: visit.requester)
        }
    }

    static func url(of agent: ID<Agent>, in tenant: ID<Tenant>) -> URLReference {
        .path("tenants", tenant.description, "agents", agent.description)
    }
}

/// The two ways to part with an agent.
enum AgentEnding: CaseIterable, Sendable {
    case revocation, deletion

    var path: PathPattern {
        switch self {
        case .revocation: "/tenants/\(HubDoor.tenant)/agents/\(HubSite.agent)/revocation"
        case .deletion: "/tenants/\(HubDoor.tenant)/agents/\(HubSite.agent)/deletion"
        }
    }

    var participle: String { self == .revocation ? "revoked" : "deleted" }

    func page(inside: Inside, _ agent: Agent, error: String?) -> ConfirmationPage {
        let words = inside.words.agents
        let isDeletion = self == .deletion
        let back = inside.url("agents", agent.id.description)
        return ConfirmationPage(
            inside: inside, place: .agents,
            title: isDeletion ? words.deleteTitle(agent.name) : words.revokeTitle(agent.name),
            text: isDeletion ? words.deleteText : words.revokeText, name: agent.name,
            losses: isDeletion ? words.deleteLosses : words.revokeLosses,
            button: isDeletion ? words.delete : words.revoke,
            target: inside.url(
                "agents", agent.id.description, isDeletion ? "deletion" : "revocation"),
            back: back, crumbs: [(words.title, inside.url("agents")), (agent.name, back)],
            error: error)
    }
}

extension AgentsPage.Filter {
    init(_ request: HTTPRequest) {
        self.init(request.queryItems ?? [])
    }

    init(_ items: [(name: String, value: String)]) {
        text = items.first { $0.name == "text" }?.value ?? ""
        label = items.first { $0.name == "label" }?.value ?? ""
        standing = items.first { $0.name == "standing" }.flatMap { .init(rawValue: $0.value) }
        lack = items.first { $0.name == "lack" }.flatMap { .init(rawValue: $0.value) }
        work = items.first { $0.name == "work" }.flatMap { .init(rawValue: $0.value) }
        isWaiting = items.contains { $0.name == Self.waiting }
    }

    /// - Parameter facts: of the hub, whose version counts.
    func storeFilter(at now: Timestamp, _ facts: HubFacts) -> AgentFilter {
        var filter = AgentFilter(standing: standing, work: work)
        switch lack {
        case .away: filter.silentSince = now - Agent.awayAfter
        case .behind: filter.programBesides = facts.program
        case nil: break
        }
        if !text.isEmpty { filter.text = String(text.prefix(100)) }
        let parts = label.unicodeScalars.split(
            separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 { filter.labels = [String(parts[0]): String(parts[1])] }
        return filter
    }
}

extension Cursor {
    /// Where a list goes on, as its own links say it; anything else begins it anew.
    init?(_ request: HTTPRequest) {
        guard let text = request.queryItems?.first(where: { $0.name == "after" })?.value else {
            return nil
        }
        self.init(text)
    }
}
