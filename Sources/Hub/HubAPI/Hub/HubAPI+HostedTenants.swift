internal import AgentProtocol
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Store
internal import Values

extension HubAPI {
    /// Named otherwise than the tenant that a path is about: nobody's data is looked at here.
    private static let hosted = PathParameter("hosted", Schema<ID<Tenant>>.id())
    private static let tags = ["Hub"]
    private static let failures: [HTTPStatus] = [.unauthorized, .forbidden, .conflict]

    /// For people alone: tokens are of a tenant.
    func addHostedTenants(to routes: Routes<Call>, _ door: HubDoor) {
        let managed = door.admitted(to: routes, for: .manageTenants)
        managed.add(
            .get, "/api/v1/hub/tenants",
            RouteAbout(
                "List the tenants of the hub", tags: Self.tags, query: ListQuery.all,
                failures: Self.failures),
            gives: ListDocument.schema("HostedTenantList", of: HostedTenantDocument.schema)
        ) { context in
            let page = try await parts.tenantOffice.tenants(context.page)
            return ListDocument(
                items: page.items.map { HostedTenantDocument(tenant: $0) }, next: page.next)
        }
        managed.add(
            .post, "/api/v1/hub/tenants",
            RouteAbout(
                "Make a tenant with its first owner", tags: Self.tags, failures: Self.failures),
            takes: HostedTenantForm.schema, gives: HostedTenantDocument.schema, status: .created
        ) { context, form in
            try await Self.knowing("/owner") {
                HostedTenantDocument(
                    tenant: try await parts.tenantOffice.create(
                        named: form.name, shown: form.displayName, owner: form.owner,
                        by: context.requester))
            }
        }
        managed.add(
            .patch, "/api/v1/hub/tenants/\(Self.hosted)",
            RouteAbout(
                "Change what a tenant is called", tags: Self.tags,
                failures: Self.failures + [.notFound]),
            takes: TenantNameForm.schema, gives: HostedTenantDocument.schema
        ) { context, form in
            let tenant = try context[Self.hosted]
            try await parts.tenantOffice.rename(
                tenant, to: form.displayName, by: context.requester)
            return HostedTenantDocument(tenant: try await parts.tenantOffice.tenant(tenant))
        }
    }

    /// Somebody who is named in a form and whom the hub does not know: that is the form's fault.
    static func knowing<Result>(
        _ field: String, _ body: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await body()
        } catch let error as StoreError where error.kind == .notFound {
            throw Violations([
                Violation(
                    pointer: field,
                    reason: .invalid(
                        code: "user_unknown", message: "Nobody at this hub has this login."))
            ])
        }
    }
}

/// A tenant, as those see it who look after the hub: nothing of what it has.
struct HostedTenantDocument: Sendable {
    let tenant: Tenant

    static let schema = Schema<HostedTenantDocument>.readOnly(
        "HostedTenant", "A tenant of the hub.",
        Field("id", \.tenant.id, .id()),
        Field("name", \.tenant.name, .field(Fields.tenantName), "Short, as in commands."),
        Field("displayName", \.tenant.displayName, .field(Fields.tenantDisplayName)),
        Field("created", \.tenant.created, .timestamp))
}

/// What makes a tenant.
struct HostedTenantForm: Sendable {
    let name: String
    let displayName: String
    let owner: String

    static let schema = Schema<HostedTenantForm>.object(
        "HostedTenantForm", "What makes a tenant.",
        Field("name", \.name, .field(Fields.tenantName), "Short, as in commands; it stays."),
        Field("displayName", \.displayName, .field(Fields.tenantDisplayName)),
        Field("owner", \.owner, .field(Fields.login), "The login of somebody the hub knows.")
    ) { HostedTenantForm(name: $0, displayName: $1, owner: $2) }
}

/// What a tenant is to be called.
struct TenantNameForm: Sendable {
    let displayName: String

    static let schema = Schema<TenantNameForm>.object(
        "TenantNameForm", "What a tenant is to be called.",
        Field("displayName", \.displayName, .field(Fields.tenantDisplayName))
    ) { TenantNameForm(displayName: $0) }
}
