internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Markup
internal import Store
internal import Values

extension HubSite {
    /// Named otherwise than the tenant that a page is about: nobody's data is looked at here.
    private static let hosted = PathParameter("hosted", Schema<ID<Tenant>>.id())
    private static let fieldNames = [
        Fields.tenantName.name: "name", Fields.tenantDisplayName.name: "display_name",
    ]

    func addTenants(to open: Routes<Visit>, _ door: HubDoor) {
        let managed = door.admitted(to: open, for: .manageTenants)
        managed.add(.get, "/hub/tenants", .page("List the tenants")) { visit in
            let kept = kept(visit)
            return try await showTenants(
                visit, form: kept?.values ?? FormValues(), trouble: kept?.trouble ?? FormTrouble())
        }
        managed.add(.post, "/hub/tenants", .form("Add a tenant")) { visit in
            let form = FormValues(try await sent(by: visit))
            return try await change(visit, form) {
                _ = try await parts.tenantOffice.create(
                    named: form["name"], shown: form["display_name"], owner: form["owner"],
                    by: visit.requester)
            }
        }
        managed.add(
            .post, "/hub/tenants/\(Self.hosted)/name", .form("Rename a tenant")
        ) { visit in
            let form = FormValues(try await sent(by: visit))
            return try await change(visit, FormValues()) {
                try await parts.tenantOffice.rename(
                    visit[Self.hosted], to: form["display_name"], by: visit.requester)
            }
        }
    }

    private func change(
        _ visit: AdmittedVisit, _ form: FormValues, _ body: () async throws -> Void
    ) async throws -> HTTPResponse {
        try await save(
            visit, FormTrouble(), Self.fieldNames,
            unknown: (visit.visit.words.tenants.noOwner, "owner")
        ) {
            try await body()
            return "/hub/tenants"
        } again: {
            keep(visit, form, $0, at: "/hub/tenants")
        }
    }

    private func showTenants(
        _ visit: AdmittedVisit, form: FormValues = FormValues(),
        trouble: FormTrouble = FormTrouble()
    ) async throws -> HTTPResponse {
        let after = Cursor(visit.request)
        let page = try await parts.tenantOffice.tenants(PageRequest(after: after ?? .start))
        return visit.visit.page(
            TenantsPage(
                inside: try await inside(visit), tenants: page.items, next: page.next,
                isFirstPage: after == nil, form: form, trouble: trouble),
            trouble.isEmpty ? .ok : .unprocessableContent)
    }
}
