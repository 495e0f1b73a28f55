internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Markup
internal import Store
internal import Values

extension HubSite {
    private static let administrator = PathParameter("administrator", Schema<ID<User>>.id())
    private static let administrators: URLReference = "/hub/administrators"

    func addAdministrators(to open: Routes<Visit>, _ door: HubDoor) {
        let managed = door.admitted(to: open, for: .manageHubAdministrators)
        managed.add(
            .get, "/hub/administrators", .page("List those who administer the hub")
        ) { visit in
            let kept = kept(visit)
            return try await showAdministrators(
                visit, form: kept?.values ?? FormValues(), trouble: kept?.trouble ?? FormTrouble())
        }
        managed.add(
            .post, "/hub/administrators", .form("Let somebody administer the hub")
        ) { visit in
            try await addAdministrator(visit)
        }
        managed.add(
            .post, "/hub/administrators/\(Self.administrator)/removal",
            .form("Let somebody administer the hub no longer")
        ) { visit in
            try await removeAdministrator(visit)
        }
    }

    private func showAdministrators(
        _ visit: AdmittedVisit, form: FormValues = FormValues(),
        trouble: FormTrouble = FormTrouble()
    ) async throws -> HTTPResponse {
        let page = AdministratorsPage(
            inside: try await inside(visit),
            administrators: try await parts.tenantOffice.administrators(), form: form,
            trouble: trouble)
        return visit.visit.page(page, trouble.isEmpty ? .ok : .unprocessableContent)
    }

    private func addAdministrator(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let form = FormValues(try await sent(by: visit))
        return try await save(visit, unknown: (visit.visit.words.tenants.noOwner, "login")) {
            try await parts.tenantOffice.addAdministrator(form["login"], by: visit.requester)
            return Self.administrators
        } again: {
            keep(visit, form, $0)
        }
    }

    private func removeAdministrator(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        _ = try await sent(by: visit)
        let user = try visit[Self.administrator]
        // Whoever takes it from themselves may not see the list any more.
        let next = user == visit.user.id ? "/" : Self.administrators
        return try await attempt(visit, leadingTo: next, .revoked) {
            try await parts.tenantOffice.removeAdministrator(user, by: visit.requester)
        }
    }
}
