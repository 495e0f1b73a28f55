internal import AgentProtocol
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Store
internal import Values

// Snapshots that people want gone.

extension HubAPI {
    private static let deletion = PathParameter("deletion", Schema<ID<Deletion>>.id())
    private static let leaving = PathParameter("snapshot", Schema<ID<KnownSnapshot>>.id())
    private static let deletions: PathPattern = "/api/v1/tenants/\(HubDoor.tenant)/deletions"
    private static let oneDeletion: PathPattern =
        "/api/v1/tenants/\(HubDoor.tenant)/deletions/\(deletion)"
    private static let tags = ["Deletions"]

    private static let state = QueryParameter<Deletion.State?>(
        "state", .choice, "Only those in this state.")
    private static let snapshot = QueryParameter<ID<KnownSnapshot>?>(
        "snapshot", .id(), "Only those of this snapshot.")

    func addDeletions(to routes: Routes<Call>, _ door: HubDoor) {
        let seen = door.authorised(to: routes, for: .viewSnapshots)
        seen.add(
            .get, Self.deletions,
            RouteAbout(
                "List the snapshots that are to go, and those that went", tags: Self.tags,
                query: ListQuery.all + [Self.state.description, Self.snapshot.description],
                failures: Self.tenantFailures),
            gives: ListDocument.schema("DeletionList", of: DeletionDocument.schema)
        ) { context in
            let state = try context[Self.state]
            let filter = DeletionFilter(
                states: Set([state].compactMap(\.self)), snapshot: try context[Self.snapshot])
            let page = try await parts.keeping.deletions.deletions(
                of: context.tenant, matching: filter, context.page)
            return ListDocument(items: page.items.map { DeletionDocument($0) }, next: page.next)
        }
        seen.add(
            .get, Self.oneDeletion,
            RouteAbout("Show a deletion", tags: Self.tags, failures: Self.tenantFailures),
            gives: DeletionDocument.schema
        ) { context in
            DeletionDocument(
                try await parts.keeping.deletions.deletion(context[Self.deletion], of: context.tenant))
        }
        addDeletionChanges(to: door.authorised(to: routes, for: .deleteSnapshots))
    }

    private func addDeletionChanges(to deleting: Routes<Authorised<Call>>) {
        deleting.add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/snapshots/\(Self.leaving)/deletions",
            RouteAbout(
                "Have a snapshot deleted when its grace is over", tags: Self.tags,
                failures: Self.tenantFailures),
            takes: DeletionForm.schema, gives: DeletionDocument.schema, status: .created
        ) { context, form in
            DeletionDocument(
                try await parts.keeping.deletions.ask(
                    for: context[Self.leaving], of: context.tenant, isForced: form.isForced,
                    grace: form.grace, by: context.requester))
        }
        deleting.add(
            .delete, Self.oneDeletion,
            RouteAbout(
                "Take a deletion back that has not begun", tags: Self.tags,
                failures: Self.tenantFailures),
            gives: DeletionDocument.schema
        ) { context in
            DeletionDocument(
                try await parts.keeping.deletions.withdraw(
                    context[Self.deletion], of: context.tenant, by: context.requester))
        }
        deleting.add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/deletions/\(Self.deletion)/retry",
            RouteAbout(
                "Try a deletion again at once", tags: Self.tags, failures: Self.tenantFailures),
            gives: DeletionDocument.schema
        ) { context in
            DeletionDocument(
                try await parts.keeping.deletions.retry(
                    context[Self.deletion], of: context.tenant, by: context.requester))
        }
    }
}
