internal import Domain
internal import HTTPServer
internal import Host
internal import HubCore
internal import HubDoor
internal import Markup
internal import Store

extension HubSite {
    /// As many as fit a screen; the audit page has the rest.
    private static let overviewEvents = 8
    /// More cells than this say less than a list.
    private static let bedSize = 400

    func addOverview(to open: Routes<Visit>, _ door: HubDoor) {
        door.admitted(to: open, for: .viewOwnProfile).add(.get, "/", .page("Show the overview")) {
            visit in
            try await showOverview(visit)
        }
        door.admitted(to: open, for: .viewTenant).add(
            .get, "/tenants/\(HubDoor.tenant)", .page("Show a tenant's overview")
        ) { visit in
            try await showOverview(visit)
        }
    }

    private func showOverview(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        try await show(visit) { inside in
            try await overview(inside)
        } page: { inside, region in
            OverviewPage(inside: inside, region: region)
        }
    }

    private func overview(_ inside: Inside) async throws -> Markup {
        var agents: [ShownAgent] = []
        var hasMore = false
        var events: [AuditEvent] = []
        if let tenant = inside.tenant, inside.may(.viewAgents) {
            let page = try await parts.fleet.agents(
                of: tenant, matching: AgentFilter(), PageRequest(limit: Self.bedSize))
            let linked = parts.fleet.linked(page.items)
            let now = parts.clock.now
            agents = page.items.map {
                ShownAgent($0, isLinked: linked.contains($0.id), at: now)
            }
            hasMore = page.next != nil
        }
        if let tenant = inside.tenant, inside.may(.viewAudit) {
            events = try await parts.audit.auditEvents(
                in: .tenant(tenant), matching: AuditFilter(), before: nil,
                limit: Self.overviewEvents)
        }
        return OverviewPanels(
            inside: inside, agents: agents, hasMoreAgents: hasMore, events: events
        ).body
    }
}
