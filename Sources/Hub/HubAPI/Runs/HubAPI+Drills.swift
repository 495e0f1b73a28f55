internal import Domain
internal import HTTPServer
internal import Host
internal import HubCore
internal import HubDoor
internal import JSON
internal import Store
internal import Values

extension HubAPI {
    private static let proven = PathParameter("source", Schema<ID<Source>>.id())
    private static let tags = ["Drills"]
    private static let source = QueryParameter<ID<Source>?>(
        "source", .id(), "Only those of this source.")
    private static let vault = QueryParameter<ID<KnownVault>?>(
        "vault", .id(), "Only those from this vault.")
    private static let passed = QueryParameter<Bool?>(
        "passed", .bool, "Only those that passed, or that did not.")

    func addDrills(to routes: Routes<Call>, _ door: HubDoor) {
        let seen = door.authorised(to: routes, for: .viewSnapshots)
        seen.add(
            .get, "/api/v1/tenants/\(HubDoor.tenant)/drills",
            RouteAbout(
                "List rehearsed restores, the newest first", tags: Self.tags,
                query: ListQuery.all + [
                    Self.source.description, Self.vault.description, Self.passed.description,
                ], failures: Self.tenantFailures),
            gives: ListDocument.schema("DrillList", of: DrillDocument.schema)
        ) { context in
            let filter = DrillFilter(
                source: try context[Self.source], vault: try context[Self.vault],
                hasPassed: try context[Self.passed])
            let page = try await parts.drills.drills(
                of: context.tenant, matching: filter, context.page)
            return ListDocument(
                items: page.items.map { DrillDocument(drill: $0) }, next: page.next)
        }
        seen.add(
            .get, "/api/v1/tenants/\(HubDoor.tenant)/drills/promises",
            RouteAbout(
                "List what vaults promise of drills, and whether they keep it", tags: Self.tags,
                query: ListQuery.all, failures: Self.tenantFailures),
            gives: ListDocument.schema("DrillPromiseList", of: DrillPromiseDocument.schema)
        ) { context in
            let page = try await parts.drills.promises(
                of: context.tenant, context.page, by: parts.protection.zones,
                at: parts.clock.now)
            return ListDocument(
                items: page.items.map { DrillPromiseDocument(promise: $0) }, next: page.next)
        }
        seen.add(
            .get, "/api/v1/tenants/\(HubDoor.tenant)/sources/\(Self.proven)/proof",
            RouteAbout(
                "Tell when it was last proven that a source comes back", tags: Self.tags,
                failures: Self.tenantFailures),
            gives: ProofDocument.schema
        ) { context in
            ProofDocument(
                drill: try await parts.drills.lastProven(
                    of: context[Self.proven], in: context.tenant))
        }
    }
}
