internal import Domain
internal import HTTPServer
internal import Host
internal import HubCore
internal import HubDoor
internal import JSON
internal import Store
internal import Values

extension HubAPI {
    private static let snapshot = PathParameter("snapshot", Schema<ID<KnownSnapshot>>.id())
    private static let tags = ["Snapshots"]
    private static let source = QueryParameter<ID<Source>?>(
        "source", .id(), "Only those of this source.")
    private static let vault = QueryParameter<ID<KnownVault>?>(
        "vault", .id(), "Only those in this vault.")
    private static let run = QueryParameter<ID<Run>?>("run", .id(), "Only those of this run.")
    private static let gone = QueryParameter<Bool>(
        "gone", .bool, default: false, "Those, too, that are in their vaults no more.")

    func addSnapshots(to routes: Routes<Call>, _ door: HubDoor) {
        addSnapshotLists(to: routes, door)
        addSnapshotCare(to: routes, door)
        addSnapshotRuns(to: routes, door)
    }

    private func addSnapshotLists(to routes: Routes<Call>, _ door: HubDoor) {
        let seen = door.authorised(to: routes, for: .viewSnapshots)
        seen.add(
            .get, "/api/v1/tenants/\(HubDoor.tenant)/snapshots",
            RouteAbout(
                "List the snapshots, the newest first", tags: Self.tags,
                query: ListQuery.all + [
                    Self.source.description, Self.vault.description, Self.run.description,
                    Self.gone.description,
                ], failures: Self.tenantFailures),
            gives: ListDocument.schema("SnapshotList", of: SnapshotDocument.schema)
        ) { context in
            let filter = SnapshotFilter(
                source: try context[Self.source], vault: try context[Self.vault],
                run: try context[Self.run], includesGone: try context[Self.gone])
            let page = try await parts.snapshots.snapshots(
                of: context.tenant, matching: filter, context.page)
            let now = parts.clock.now
            return ListDocument(
                items: page.items.map { SnapshotDocument($0, at: now) }, next: page.next)
        }
        seen.add(
            .get, "/api/v1/tenants/\(HubDoor.tenant)/snapshots/\(Self.snapshot)",
            RouteAbout("Show a snapshot", tags: Self.tags, failures: Self.tenantFailures),
            gives: SnapshotDocument.schema
        ) { context in
            let snapshot = try await parts.snapshots.snapshot(
                context[Self.snapshot], of: context.tenant)
            return document(of: snapshot)
        }
    }

    func document(of snapshot: KnownSnapshot) -> SnapshotDocument {
        SnapshotDocument(snapshot, at: parts.clock.now)
    }
}
