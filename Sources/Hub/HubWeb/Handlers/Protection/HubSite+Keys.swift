internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Markup
internal import Store
internal import Values

extension HubSite {
    private static let key = PathParameter("key", Schema<ID<KnownKey>>.id())
    private static let keyFields = [
        Fields.keyName.name: "name", Fields.recipient.name: "recipient",
    ]

    func addKeys(to open: Routes<Visit>, _ door: HubDoor) {
        door.admitted(to: open, for: .viewVaults).add(
            .get, "/tenants/\(HubDoor.tenant)/keys", .page("List the keys of archives")
        ) { visit in
            let kept = kept(visit)
            return try await showKeys(
                visit, form: kept?.values ?? FormValues(), trouble: kept?.trouble ?? FormTrouble())
        }
        let managed = door.admitted(to: open, for: .manageVaults)
        managed.add(.post, "/tenants/\(HubDoor.tenant)/keys", .form("Make a key")) { visit in
            let form = FormValues(try await sent(by: visit))
            let tenant = try tenant(of: visit)
            return try await save(visit, FormTrouble(), Self.keyFields) {
                let recipient = String(form["recipient"].trimmingBlanks)
                _ = try await parts.keys.create(
                    named: form["name"], recipient: recipient.isEmpty ? nil : recipient,
                    of: tenant, by: visit.requester)
                return .path("tenants", tenant.description, "keys")
            } again: {
                keep(visit, form, $0)
            }
        }
        addKeyDeletion(to: managed)
    }

    private func showKeys(
        _ visit: AdmittedVisit, form: FormValues = FormValues(),
        trouble: FormTrouble = FormTrouble()
    ) async throws -> HTTPResponse {
        let after = Cursor(visit.request)
        let (page, whole) = try await parts.keys.keys(
            of: tenant(of: visit), PageRequest(after: after ?? .start))
        return visit.visit.page(
            KeysPage(
                inside: try await inside(visit), keys: page.items, whole: whole,
                next: page.next, isFirstPage: after == nil, form: form, trouble: trouble),
            trouble.isEmpty ? .ok : .unprocessableContent)
    }

    private func addKeyDeletion(to managed: Routes<AdmittedVisit>) {
        addConfirmation(
            to: managed, at: "/tenants/\(HubDoor.tenant)/keys/\(Self.key)/deletion",
            asks: "Ask before a key is forgotten", does: "Forget a key",
            of: { try await parts.keys.key($0[Self.key], of: tenant(of: $0)) },
            page: Self.deletion, leadingTo: { $1.url("keys") }
        ) { visit, key in
            try await parts.keys.delete(key.id, of: key.tenant, by: visit.requester)
        }
    }

    /// As many as a form offers.
    func choosableKeys(of tenant: ID<Tenant>) async throws -> [KnownKey] {
        try await parts.keys.keys(of: tenant, PageRequest(limit: Self.choicesMax)).page.items
    }

    private static func deletion(
        of key: KnownKey, _ inside: Inside, error: String?
    ) -> ConfirmationPage {
        let (words, back) = (inside.words.keys, inside.url("keys"))
        return ConfirmationPage(
            inside: inside, place: .vaults, title: words.deleteTitle(key.name),
            text: words.deleteText, name: key.name, losses: words.deleteLosses,
            button: words.delete, target: inside.url("keys", key.id.description, "deletion"),
            back: back, crumbs: [(words.title, back)], error: error)
    }
}
