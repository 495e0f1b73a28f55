internal import AgentProtocol
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Values

extension HubAPI {
    private static let administrator = PathParameter("administrator", Schema<ID<User>>.id())
    private static let tags = ["Hub"]
    private static let failures: [HTTPStatus] = [.unauthorized, .forbidden, .conflict]
    private static let list = ListDocument.schema(
        "AdministratorList", of: AdministratorDocument.schema)

    /// For people alone: tokens are of a tenant.
    func addAdministrators(to routes: Routes<Call>, _ door: HubDoor) {
        let managed = door.admitted(to: routes, for: .manageHubAdministrators)
        managed.add(
            .get, "/api/v1/hub/administrators",
            RouteAbout(
                "List those who administer the hub", tags: Self.tags, failures: Self.failures),
            gives: Self.list
        ) { _ in
            try await administrators()
        }
        managed.add(
            .post, "/api/v1/hub/administrators",
            RouteAbout(
                "Let somebody administer the hub", tags: Self.tags, failures: Self.failures),
            takes: AdministratorForm.schema, gives: Self.list
        ) { context, form in
            try await Self.knowing("/login") {
                try await parts.tenantOffice.addAdministrator(form.login, by: context.requester)
            }
            return try await administrators()
        }
        managed.add(
            .delete, "/api/v1/hub/administrators/\(Self.administrator)",
            RouteAbout(
                "Let somebody administer the hub no longer", tags: Self.tags,
                failures: Self.failures + [.notFound]), status: .noContent
        ) { context in
            try await parts.tenantOffice.removeAdministrator(
                context[Self.administrator], by: context.requester)
            return HTTPResponse(.noContent)
        }
    }

    private func administrators() async throws -> ListDocument<AdministratorDocument> {
        ListDocument(
            items: try await parts.tenantOffice.administrators().map {
                AdministratorDocument(user: $0)
            })
    }
}

/// Somebody who looks after the hub.
struct AdministratorDocument: Sendable {
    let user: User

    static let schema = Schema<AdministratorDocument>.readOnly(
        "Administrator", "Somebody who looks after the hub, which gives no right to any data.",
        Field("id", \.user.id, .id()), Field("login", \.user.login, .field(Fields.login)),
        Field("name", \.user.displayName, .field(Fields.displayName)),
        Field("standing", { PersonStanding(of: $0.user) }, .choice))
}

/// Who is to look after the hub.
struct AdministratorForm: Sendable {
    let login: String

    static let schema = Schema<AdministratorForm>.object(
        "AdministratorForm", "Who is to look after the hub.",
        Field("login", \.login, .field(Fields.login), "Of somebody the hub knows.")
    ) { AdministratorForm(login: $0) }
}
