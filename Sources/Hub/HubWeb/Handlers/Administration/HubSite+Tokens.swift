internal import Cryptography
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Markup
internal import Store
internal import Values

extension HubSite {
    private static let apiToken = PathParameter("token", Schema<ID<APIToken>>.id())

    func addTokens(to open: Routes<Visit>, _ door: HubDoor) {
        let managed = door.admitted(to: open, for: .manageTokens)
        managed.add(
            .get, "/tenants/\(HubDoor.tenant)/api-tokens", .page("List the tokens of programs")
        ) { visit in
            var page = try await tokensPage(visit)
            if let kept = kept(visit) {
                page.form = TokenForm(kept.values)
                page.trouble = kept.trouble
            }
            return visit.visit.page(page, page.trouble.isEmpty ? .ok : .unprocessableContent)
        }
        managed.add(
            .post, "/tenants/\(HubDoor.tenant)/api-tokens", .form("Make a token for a program")
        ) { visit in
            try await makeToken(visit)
        }
        managed.add(
            .post, "/tenants/\(HubDoor.tenant)/api-tokens/\(Self.apiToken)/revocation",
            .form("Revoke a token")
        ) { visit in
            try await press(visit, leadingTo: "api-tokens", then: .revoked) { tenant in
                try await parts.tokens.revoke(
                    visit[Self.apiToken], of: tenant, by: visit.requester)
            }
        }
    }

    private func tokensPage(_ visit: AdmittedVisit) async throws -> TokensPage {
        let after = Cursor(visit.request)
        let page = try await parts.tokens.list(
            of: tenant(of: visit), PageRequest(after: after ?? .start))
        return TokensPage(
            inside: try await inside(visit), tokens: page.items, next: page.next,
            isFirstPage: after == nil)
    }

    private func makeToken(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let sent = FormValues(try await sent(by: visit))
        let form = TokenForm(sent)
        let tenant = try tenant(of: visit)
        let words = visit.visit.words
        var trouble = FormTrouble()
        trouble.add(Fields.tokenName.violations(of: form.name), to: "name", words.field)
        guard let role = Role(rawValue: form.role),
            visit.signedIn.authority.roles[tenant].includes(role)
        else { throw Problem(.forbidden, "not_allowed", "This role has rights you do not have.") }
        let days = TokenForm.daysOffered.compactMap(\.self).first { "\($0)" == form.days }
        guard trouble.isEmpty else { return keep(visit, sent, trouble) }
        do {
            let made = try await parts.tokens.issue(
                TokenOffice.Wish(
                    name: form.name, role: role, lifetime: days.map { .seconds($0 * 86_400) }),
                to: visit.user, in: tenant, by: visit.requester
            ).token
            var page = try await tokensPage(visit)
            page.made = made.revealed()
            return visit.visit.page(page)
        } catch {
            try note(error, in: &trouble, words, [:])
            return keep(visit, sent, trouble)
        }
    }
}
