internal import AgentProtocol
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Values

extension HubAPI {
    private static let oneTenant: PathPattern = "/api/v1/tenants/\(HubDoor.tenant)"

    func addTenants(to routes: Routes<Call>, _ door: HubDoor) {
        door.authorised(to: routes, for: .viewOwnProfile).add(
            .get, "/api/v1/tenants",
            RouteAbout(
                "List the tenants you have a part in", tags: ["Tenants"],
                failures: [.unauthorized, .forbidden, .conflict]),
            gives: ListDocument.schema("TenantList", of: TenantDocument.schema)
        ) { context in
            let entries = try await parts.tenants.entries(for: context.authority)
            return ListDocument(items: entries.map { TenantDocument($0.tenant, $0.role) })
        }
        door.authorised(to: routes, for: .viewTenant).add(
            .get, Self.oneTenant,
            RouteAbout("Show a tenant", tags: ["Tenants"], failures: Self.tenantFailures),
            gives: TenantDocument.schema
        ) { context in
            let tenant = try await parts.tenantOffice.tenant(context.tenant)
            return TenantDocument(tenant, context.role)
        }
        door.authorised(to: routes, for: .viewTenant).add(
            .get, "/api/v1/tenants/\(HubDoor.tenant)/limits",
            RouteAbout(
                "Show how much a tenant has, and may have", tags: ["Tenants"],
                failures: Self.tenantFailures),
            gives: ListDocument.schema("TenantLimitList", of: TenantLimitDocument.schema)
        ) { context in
            let room = try await parts.tenantOffice.room(of: context.tenant)
            return ListDocument(items: room.map(TenantLimitDocument.init))
        }
        door.authorised(to: routes, for: .editTenant).add(
            .patch, Self.oneTenant,
            RouteAbout(
                "Change what a tenant is called and how long it keeps history",
                tags: ["Tenants"], failures: Self.tenantFailures),
            takes: TenantChangeForm.schema, gives: TenantDocument.schema
        ) { context, form in
            let tenant = try await parts.tenantOffice.edit(
                context.tenant, displayName: form.displayName, historyDays: form.historyDays,
                by: context.requester)
            return TenantDocument(tenant, context.role)
        }
    }
}

extension Authorised {
    /// What one is in the tenant that the path names. The door lets nobody in who is nothing there.
    fileprivate var role: Role { authority.roles[tenant] ?? .viewer }
}

/// A tenant, as somebody who has a part in it sees it.
struct TenantDocument: Sendable {
    let id: ID<Tenant>
    let name: String
    let displayName: String
    let historyDays: Int
    let role: Role

    static let schema = Schema<TenantDocument>.object(
        "Tenant", "A tenant, and what you are there.",
        Field("id", \.id, .id()),
        Field("name", \.name, .field(Fields.tenantName), "Short, as in commands."),
        Field("displayName", \.displayName, .field(Fields.tenantDisplayName)),
        Field(
            "historyDays", \.historyDays, .field(Fields.historyDays),
            "Days for which runs are kept after they ended."),
        Field("role", \.role, .choice, "With a token, no more than the token's.")
    ) { TenantDocument(id: $0, name: $1, displayName: $2, historyDays: $3, role: $4) }
}

extension TenantDocument {
    init(_ tenant: Tenant, _ role: Role) {
        self.init(
            id: tenant.id, name: tenant.name, displayName: tenant.displayName,
            historyDays: tenant.historyDays, role: role)
    }
}

/// How many of something a tenant has, and may have.
struct TenantLimitDocument: Sendable {
    let kind: TenantLimits.Thing
    let count: Int
    let most: Int

    static let schema = Schema<TenantLimitDocument>.object(
        "TenantLimit", "How many of something a tenant has, and may have.",
        Field("kind", \.kind, .choice), Field("count", \.count, .integer(0...Int.max)),
        Field("most", \.most, .integer(0...Int.max), "One more is refused: `too_many`.")
    ) { TenantLimitDocument(kind: $0, count: $1, most: $2) }
}

extension TenantLimitDocument {
    init(_ room: TenantRoom) {
        self.init(kind: room.thing, count: room.count, most: room.most)
    }
}

/// What is to be other about a tenant; what is missing stays.
struct TenantChangeForm: Sendable {
    let displayName: String?
    let historyDays: Int?

    static let schema = Schema<TenantChangeForm>.object(
        "TenantChangeForm", "What is to be other about a tenant; what is missing stays.",
        Field(optional: "displayName", \.displayName, .field(Fields.tenantDisplayName)),
        Field(
            optional: "historyDays", \.historyDays, .field(Fields.historyDays),
            "Days for which runs are kept after they ended.")
    ) { TenantChangeForm(displayName: $0, historyDays: $1) }
}
