internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import Markup
internal import Store
internal import Values

extension HubSite {
    private static let settings: PathPattern = "/tenants/\(HubDoor.tenant)/settings"
    private static let settingNames = [
        Fields.tenantDisplayName.name: SettingsPage.name,
        Fields.historyDays.name: SettingsPage.history,
    ]

    func addSettings(to open: Routes<Visit>, _ door: HubDoor) {
        door.admitted(to: open, for: .viewTenant).add(
            .get, Self.settings, .page("Show the settings of a tenant")
        ) { visit in
            let kept = kept(visit)
            return try await showSettings(
                visit, form: kept?.values, trouble: kept?.trouble ?? FormTrouble())
        }
        door.admitted(to: open, for: .editTenant).add(
            .post, Self.settings, .form("Change the settings of a tenant")
        ) { visit in
            try await changeSettings(visit)
        }
    }

    private func showSettings(
        _ visit: AdmittedVisit, form: FormValues? = nil, trouble: FormTrouble = FormTrouble()
    ) async throws -> HTTPResponse {
        let tenant = try await parts.tenantOffice.tenant(tenant(of: visit))
        let kept = FormValues([
            SettingsPage.name: tenant.displayName,
            SettingsPage.history: String(tenant.historyDays),
        ])
        let inside = try await inside(visit)
        let limits = TenantRoomPanel(
            inside: inside, room: try await parts.tenantOffice.room(of: tenant.id),
            quota: parts.facts.hostedQuota)
        return visit.visit.page(
            SettingsPage(
                inside: inside, tenant: tenant, form: form ?? kept, limits: limits,
                trouble: trouble), trouble.isEmpty ? .ok : .unprocessableContent)
    }

    private func changeSettings(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let form = FormValues(try await sent(by: visit))
        let tenant = try tenant(of: visit)
        var trouble = FormTrouble()
        let days = Int(form[SettingsPage.history].trimmingBlanks)
        if days == nil {
            trouble.add(
                visit.visit.words.sources.notWhole(form[SettingsPage.history]),
                to: SettingsPage.history)
        }
        return try await save(visit, trouble, Self.settingNames) {
            _ = try await parts.tenantOffice.edit(
                tenant, displayName: form[SettingsPage.name], historyDays: days,
                by: visit.requester)
            return .path("tenants", tenant.description, "settings")
        } again: {
            keep(visit, form, $0)
        }
    }
}
