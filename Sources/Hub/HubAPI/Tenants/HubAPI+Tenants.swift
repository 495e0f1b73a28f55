internal import AgentProtocol
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Values

extension HubAPI {
    func addTenants(to routes: Routes<Call>, _ door: HubDoor) {
        door.authorised(to: routes, for: .viewOwnProfile).add(
            .get, "/api/v1/tenants",
            RouteAbout(
                "List the tenants you have a part in", tags: ["Tenants"],
                failures: [.unauthorized, .forbidden, .conflict]),
            gives: ListDocument.schema("TenantList", of: TenantDocument.schema)
        ) { context in
            let entries = try await parts.tenants.entries(for: context.authority)
            return ListDocument(items: entries.map { TenantDocument($0) })
        }
    }
}

/// A tenant, as somebody who has a part in it sees it.
struct TenantDocument: Sendable {
    let id: ID<Tenant>
    let name: String
    let displayName: String
    let role: Role

    static let schema = Schema<TenantDocument>.object(
        "Tenant", "A tenant, and what you are there.",
        Field("id", \.id, .id()),
        Field("name", \.name, .field(Fields.tenantName), "Short, as in commands."),
        Field("displayName", \.displayName, .field(Fields.tenantDisplayName)),
        Field("role", \.role, .choice, "With a token, no more than the token's.")
    ) { TenantDocument(id: $0, name: $1, displayName: $2, role: $3) }
}

extension TenantDocument {
    init(_ entry: TenantDirectory.Entry) {
        self.init(
            id: entry.tenant.id, name: entry.tenant.name,
            displayName: entry.tenant.displayName, role: entry.role)
    }
}
