internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Markup
internal import Store
internal import Values

extension HubSite {
    private static let rehearsed = PathParameter("source", Schema<ID<Source>>.id())

    func addDrills(to open: Routes<Visit>, _ door: HubDoor) {
        door.admitted(to: open, for: .viewSnapshots).add(
            .get, "/tenants/\(HubDoor.tenant)/drills", .page("List the drills")
        ) { visit in
            try await listDrills(visit)
        }
        door.admitted(to: open, for: .startDrills).add(
            .post, "/tenants/\(HubDoor.tenant)/sources/\(Self.rehearsed)/drills",
            .form("Rehearse a restore of a source")
        ) { visit in
            _ = try await sent(by: visit)
            return try await begin(visit) { tenant in
                let newest = try await parts.snapshots.snapshots(
                    of: tenant, matching: SnapshotFilter(source: visit[Self.rehearsed]),
                    PageRequest(limit: 1)
                ).items.first
                guard let newest else { throw StoreError.notFound("snapshot") }
                return try await parts.runs.rehearse(
                    newest.id, of: tenant, by: requester(visit))
            }
        }
    }

    private func listDrills(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let after = Cursor(visit.request)
        let page = try await parts.drills.drills(
            of: tenant, matching: DrillFilter(), PageRequest(after: after ?? .start))
        let sources = try await choosableSources(of: tenant)
        var vaults: [ID<KnownVault>: String] = [:]
        for vault in Set(page.items.map(\.vault)) {
            vaults[vault] = try await name(of: vault, in: tenant)
        }
        var names = Dictionary(uniqueKeysWithValues: sources.map { ($0.id, $0.name) })
        for source in Set(page.items.compactMap(\.source)) where names[source] == nil {
            names[source] = try await name(of: source, in: tenant)
        }
        return visit.visit.page(
            DrillsPage(
                inside: try await inside(visit), sources: sources,
                proofs: try await parts.drills.lastProven(of: sources.map(\.id), in: tenant),
                drills: page.items.map { drill in
                    ShownDrill(
                        drill: drill, source: drill.source.flatMap { names[$0] } ?? "",
                        vault: vaults[drill.vault] ?? "")
                }, next: page.next, isFirstPage: after == nil))
    }
}
