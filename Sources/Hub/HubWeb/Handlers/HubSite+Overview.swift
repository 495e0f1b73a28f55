internal import Domain
internal import HTTPServer
internal import Host
internal import HubCore
internal import HubDoor
internal import Markup
internal import Store
internal import Values

extension HubSite {
    /// As many as fit a screen; the lists have the rest.
    private static let rowsShown = 6

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
            OverviewPanels(inside: inside, facts: try await overview(inside)).body
        } page: { inside, region in
            OverviewPage(inside: inside, region: region)
        }
    }

    /// Reads a bounded number of rows: what is kept with every change, and a page of each thing.
    private func overview(_ inside: Inside) async throws -> OverviewFacts {
        var facts = OverviewFacts()
        guard let tenant = inside.tenant, inside.may(.viewTenant) else { return facts }
        let now = parts.clock.now
        facts.today = now.day
        facts.figures = try await parts.overviews.overview(
            of: tenant, since: OverviewFacts.firstDay(before: facts.today),
            needyMax: OverviewFacts.bedSize, vaultsMax: OverviewFacts.vaultsShown)
        facts.hasMoreAgents = facts.figures.tally.agents > OverviewFacts.bedSize
        let agents =
            facts.hasMoreAgents
            ? []
            : try await parts.fleet.agents(
                of: tenant, matching: AgentFilter(), PageRequest(limit: OverviewFacts.bedSize)
            ).items
        let linked = parts.fleet.linked(agents)
        facts.agents = agents.map { ShownAgent($0, isLinked: linked.contains($0.id), at: now) }
        try await addSchedules(to: &facts, of: tenant)
        let fullest = Set(facts.figures.fullest.map(\.vault))
        facts.rooms = try await parts.overviews.figures(
            of: fullest, in: tenant, since: facts.today - Int64(VaultForecast.days)
        ).mapValues(\.room)
        try await addTroubles(to: &facts, of: tenant, inside)
        try await addRuns(to: &facts, of: tenant)
        if inside.may(.viewAudit) {
            facts.events = try await parts.audit.auditEvents(
                in: .tenant(tenant), matching: AuditFilter(), before: nil,
                limit: Self.rowsShown)
        }
        return facts
    }

    private func addSchedules(
        to facts: inout OverviewFacts, of tenant: ID<Tenant>
    ) async throws {
        let outlines = try await parts.overviews.outlines(
            of: tenant, limit: OverviewFacts.schedulesMax + 1)
        facts.hasSchedule = !outlines.isEmpty
        facts.hasManySchedules = outlines.count > OverviewFacts.schedulesMax
        // The soonest of all: a part of them would tell of a later one.
        guard !facts.hasManySchedules else { return }
        var firing: [OverviewFacts.Next] = []
        for outline in outlines where outline.isEnabled && outline.sources > 0 {
            guard let time = await parts.schedules.times(of: outline.time).first else { continue }
            firing.append(OverviewFacts.Next(schedule: outline, time: time))
        }
        facts.next = Array(firing.sorted { $0.time < $1.time }.prefix(OverviewFacts.nextShown))
    }

    /// What is told of those that are shown among what needs a hand.
    private func addTroubles(
        to facts: inout OverviewFacts, of tenant: ID<Tenant>, _ inside: Inside
    ) async throws {
        let failed = facts.figures.needy.filter { $0.standing == .failed }
        for run in failed.prefix(OverviewFacts.needsShown).compactMap(\.run) {
            facts.failures[run] = try await parts.runs.run(run, of: tenant).failure
        }
        for alert in facts.figures.alerts.prefix(OverviewFacts.needsShown) {
            facts.alerts.append(try await shown(alert, in: tenant, inside))
        }
        if let proven = facts.figures.proven {
            let run = try await parts.runs.run(proven.run, of: tenant)
            facts.proven = try await shown([run], in: tenant).first
        }
    }

    private func addRuns(to facts: inout OverviewFacts, of tenant: ID<Tenant>) async throws {
        if facts.figures.openRuns > 0 {
            facts.going = try await runs(
                of: tenant, matching: RunFilter(states: RunState.open), limit: Self.rowsShown
            ).items
        }
        facts.latest = try await runs(
            of: tenant, matching: RunFilter(), limit: Self.rowsShown
        ).items
    }
}
