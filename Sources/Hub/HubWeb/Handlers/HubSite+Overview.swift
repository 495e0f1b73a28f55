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
    /// More cells than this say less than a list.
    private static let bedSize = 400
    /// Backups that the verdict is made of.
    private static let backupsLookedAt = 200

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

    /// Reads a bounded number of rows: a page of each thing, whatever there is.
    private func overview(_ inside: Inside) async throws -> OverviewFacts {
        var facts = OverviewFacts()
        guard let tenant = inside.tenant, inside.may(.viewTenant) else { return facts }
        let page = try await parts.fleet.agents(
            of: tenant, matching: AgentFilter(), PageRequest(limit: Self.bedSize))
        let linked = parts.fleet.linked(page.items)
        let now = parts.clock.now
        facts.agents = page.items.map {
            ShownAgent($0, isLinked: linked.contains($0.id), at: now)
        }
        facts.hasMoreAgents = page.next != nil
        let one = PageRequest(limit: 1)
        facts.hasVault =
            try await !parts.vaults.vaults(of: tenant, matching: VaultFilter(), one).items.isEmpty
        facts.hasSource =
            try await !parts.sources.sources(of: tenant, matching: SourceFilter(), one).items
            .isEmpty
        facts.hasSchedule =
            try await !parts.schedules.schedules(of: tenant, matching: ScheduleFilter(), one)
            .items.isEmpty
        try await addRuns(to: &facts, of: tenant)
        facts.snapshots = try await snapshots(
            of: tenant, matching: SnapshotFilter(), limit: Self.rowsShown
        ).items
        if inside.may(.viewAudit) {
            facts.events = try await parts.audit.auditEvents(
                in: .tenant(tenant), matching: AuditFilter(), before: nil,
                limit: Self.rowsShown)
        }
        return facts
    }

    private func addRuns(to facts: inout OverviewFacts, of tenant: ID<Tenant>) async throws {
        let backups = try await parts.runs.runs(
            of: tenant, matching: RunFilter(kinds: [.backup]),
            PageRequest(limit: Self.backupsLookedAt)
        ).items
        facts.looked = OverviewTally(backups)
        var seen: Set<ID<Source>> = []
        let failing = backups.filter { run in
            guard let source = run.subject.source, run.position.state.isFinal,
                run.position.state != .skipped, seen.insert(source).inserted
            else { return false }
            return run.position.state == .failed
        }
        facts.failing = try await shown(Array(failing.prefix(Self.rowsShown)), in: tenant)
        facts.going = try await runs(
            of: tenant, matching: RunFilter(states: RunState.open), limit: Self.rowsShown
        ).items
        facts.latest = try await runs(
            of: tenant, matching: RunFilter(), limit: Self.rowsShown
        ).items
    }
}
