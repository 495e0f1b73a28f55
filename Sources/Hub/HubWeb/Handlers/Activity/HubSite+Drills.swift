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
    /// The list of what was proven comes below them.
    private static let sourcesShown = 20
    private static let rehearsed = PathParameter("source", Schema<ID<Source>>.id())

    func addDrills(to open: Routes<Visit>, _ door: HubDoor) {
        door.admitted(to: open, for: .viewSnapshots).add(
            .get, "/tenants/\(HubDoor.tenant)/drills", .page("List the drills")
        ) { visit in
            try await listDrills(visit)
        }
        addDrillReport(to: open, door)
        door.admitted(to: open, for: .startDrills).add(
            .post, "/tenants/\(HubDoor.tenant)/sources/\(Self.rehearsed)/drills",
            .form("Rehearse a restore of a source")
        ) { visit in
            try await rehearse(visit)
        }
    }

    /// All of the newest snapshot of a source.
    private func rehearse(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        _ = try await sent(by: visit)
        let newest = try await parts.snapshots.snapshots(
            of: tenant(of: visit), matching: SnapshotFilter(source: visit[Self.rehearsed]),
            PageRequest(limit: 1)
        ).items.first
        guard let newest else {
            var trouble = FormTrouble()
            trouble.whole = visit.visit.words.drills.noSnapshot
            return keep(
                visit, FormValues(), trouble, at: "/tenants/\(try tenant(of: visit))/drills")
        }
        return try await begin(visit) { tenant in
            try await parts.runs.rehearse(newest.id, of: tenant, by: visit.requester)
        }
    }

    private func listDrills(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let after = Cursor(visit.request)
        let later = query(visit, DrillsPage.sourcesField).flatMap { Cursor($0) }
        let further = query(visit, DrillsPage.promisesField).flatMap { Cursor($0) }
        let now = parts.clock.now
        let page = try await parts.drills.drills(
            of: tenant, matching: DrillFilter(), PageRequest(after: after ?? .start))
        let sources = try await parts.sources.sources(
            of: tenant, matching: SourceFilter(),
            PageRequest(after: later ?? .start, limit: Self.sourcesShown))
        let shown = sources.items.map(\.source)
        let record = try await parts.drills.record(
            of: tenant, since: now - .seconds(DrillsPage.days * 86_400))
        let promises = try await parts.drills.promises(
            of: tenant, PageRequest(after: further ?? .start, limit: Self.sourcesShown),
            by: parts.zones, at: now)
        let refusal = kept(visit)?.trouble.whole
        let view = DrillsPage(
            inside: try await inside(visit),
            sources: ShownPage(items: shown, next: sources.next),
            proofs: try await parts.drills.lastProven(of: shown.map(\.id), in: tenant),
            drills: ShownPage(
                items: try await self.shown(page.items, in: tenant), next: page.next),
            promises: ShownPage(items: promises.items, next: promises.next), now: now,
            record: record,
            slowest: try await known(record.slowest?.source, in: tenant)?.name ?? "",
            begins: (later == nil, after == nil, further == nil), refusal: refusal)
        return visit.visit.page(view, refusal == nil ? .ok : .conflict)
    }

    /// Each name is asked for once.
    func shown(
        _ drills: [KnownDrill], in tenant: ID<Tenant>
    ) async throws -> [ShownDrill] {
        var vaults: [ID<KnownVault>: String] = [:]
        for vault in Set(drills.map(\.vault)) {
            vaults[vault] = try await name(of: vault, in: tenant)
        }
        var sources: [ID<Source>: String] = [:]
        for source in Set(drills.compactMap(\.source)) {
            sources[source] = try await name(of: source, in: tenant)
        }
        return drills.map { drill in
            ShownDrill(
                drill: drill, source: drill.source.flatMap { sources[$0] } ?? "",
                vault: vaults[drill.vault] ?? "")
        }
    }
}
