internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Store
internal import Values

extension HubAPI {
    private static let key = PathParameter("key", Schema<ID<KnownKey>>.id())
    private static let keys: PathPattern = "/api/v1/tenants/\(HubDoor.tenant)/keys"
    private static let keyTags = ["Keys"]
    private static let told = QueryParameter<ID<Agent>?>(
        "agent", .id(),
        "Only those that this agent was told, or may have been: what has to be changed when it is "
            + "not trusted any more.")

    func addKeys(to routes: Routes<Call>, _ door: HubDoor) {
        door.authorised(to: routes, for: .viewVaults).add(
            .get, Self.keys,
            RouteAbout(
                "List the keys that archives are readable with", tags: Self.keyTags,
                query: ListQuery.all, failures: Self.tenantFailures),
            gives: ListDocument.schema("KeyList", of: KeyDocument.schema)
        ) { context in
            let (page, whole) = try await parts.protection.keys.keys(
                of: context.tenant, context.page)
            return ListDocument(
                items: page.items.map { KeyDocument($0, isKept: whole.contains($0.id)) },
                next: page.next)
        }
        let managed = door.authorised(to: routes, for: .manageVaults)
        managed.add(
            .post, Self.keys,
            RouteAbout(
                "Make a key", tags: Self.keyTags, headers: Precondition.creating,
                failures: Self.tenantFailures),
            takes: KeyForm.schema, gives: KeyDocument.schema, status: .created
        ) { context, form in
            let key = try await parts.protection.keys.create(
                named: form.name, recipient: form.recipient, of: context.tenant,
                once: context.idempotencyKey(for: form, KeyForm.schema),
                by: context.requester)
            return KeyDocument(key, isKept: form.recipient == nil)
        }
        managed.add(
            .delete, "/api/v1/tenants/\(HubDoor.tenant)/keys/\(Self.key)",
            RouteAbout(
                "Forget a key that no vault names", tags: Self.keyTags,
                failures: Self.tenantFailures),
            status: .noContent
        ) { context in
            try await parts.protection.keys.delete(
                context[Self.key], of: context.tenant, by: context.requester)
            return HTTPResponse(.noContent)
        }
        managed.add(
            .get, "/api/v1/tenants/\(HubDoor.tenant)/secrets",
            RouteAbout(
                "List which secrets there are", tags: ["Secrets"],
                query: ListQuery.all + [Self.told.description],
                failures: Self.tenantFailures),
            gives: ListDocument.schema("SecretList", of: SecretEntry.schema)
        ) { context in
            let page = try await parts.protection.secrets.secrets(
                of: context.tenant, toldTo: try context[Self.told], context.page)
            return ListDocument(items: page.items.map { SecretEntry($0) }, next: page.next)
        }
    }
}
