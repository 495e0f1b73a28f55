internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import Store
internal import Values

extension HubSite {
    func addSnapshots(to open: Routes<Visit>, _ door: HubDoor) {
        door.admitted(to: open, for: .viewSnapshots).add(
            .get, "/tenants/\(HubDoor.tenant)/snapshots", .page("List the snapshots")
        ) { visit in
            let after = Cursor(visit.request)
            let page = try await snapshots(
                of: tenant(of: visit), matching: SnapshotFilter(), after: after)
            return visit.visit.page(
                SnapshotsPage(
                    inside: try await inside(visit), snapshots: page.items, next: page.next,
                    isFirstPage: after == nil))
        }
    }

    /// Snapshots with the names of their sources and vaults.
    func snapshots(
        of tenant: ID<Tenant>, matching filter: SnapshotFilter, after: Cursor? = nil,
        limit: Int = 50
    ) async throws -> ShownPage<ShownSnapshot> {
        let page = try await parts.snapshots.snapshots(
            of: tenant, matching: filter, PageRequest(after: after ?? .start, limit: limit))
        var sources: [ID<Source>: String] = [:]
        for id in Set(page.items.compactMap(\.source)) {
            sources[id] = try await name(of: id, in: tenant)
        }
        var vaults: [ID<KnownVault>: String] = [:]
        for id in Set(page.items.map(\.vault)) {
            do {
                vaults[id] = try await parts.vaults.vault(id, of: tenant).vault.name
            } catch let error as StoreError where error.kind == .notFound {}
        }
        return ShownPage(
            items: page.items.map { snapshot in
                ShownSnapshot(
                    snapshot: snapshot, source: snapshot.source.flatMap { sources[$0] } ?? "",
                    vault: vaults[snapshot.vault] ?? "\(snapshot.vault)")
            }, next: page.next)
    }

    private func name(of source: ID<Source>, in tenant: ID<Tenant>) async throws -> String? {
        do {
            return try await parts.sources.source(source, of: tenant, seesHooks: false)
                .source.name
        } catch let error as StoreError where error.kind == .notFound {
            return nil
        }
    }
}
