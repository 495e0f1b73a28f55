internal import Cryptography
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Store
internal import Values

extension HubAPI {
    private static let token = PathParameter("token", Schema<ID<APIToken>>.id())

    /// The failures that every route below a tenant has.
    static let tenantFailures: [HTTPStatus] = [
        .unauthorized, .forbidden, .notFound, .conflict,
    ]

    func addTokens(to routes: Routes<Call>, _ door: HubDoor) {
        let managed = door.authorised(to: routes, for: .manageTokens)
        managed.add(
            .get, "/api/v1/tenants/\(HubDoor.tenant)/api-tokens",
            RouteAbout(
                "List the tokens of programs", tags: ["API tokens"], query: ListQuery.all,
                failures: Self.tenantFailures),
            gives: ListDocument.schema("APITokenList", of: TokenDocument.schema)
        ) { context in
            let page = try await parts.tokens.list(of: context.tenant, context.page)
            return ListDocument(items: page.items.map { TokenDocument($0) }, next: page.next)
        }
        managed.add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/api-tokens",
            RouteAbout(
                "Make a token for a program", tags: ["API tokens"],
                headers: Precondition.creating,
                failures: Self.tenantFailures),
            takes: TokenForm.schema,
            gives: NewToken.schema("NewAPIToken", "record", of: TokenDocument.schema),
            status: .created
        ) { context, form in
            try await issue(form, for: context)
        }
        managed.add(
            .delete, "/api/v1/tenants/\(HubDoor.tenant)/api-tokens/\(Self.token)",
            RouteAbout("Revoke a token", tags: ["API tokens"], failures: Self.tenantFailures),
            status: .noContent
        ) { context in
            try await parts.tokens.revoke(
                context[Self.token], of: context.tenant, by: context.requester)
            return HTTPResponse(.noContent)
        }
    }

    private func issue(
        _ form: TokenForm, for context: Authorised<Call>
    ) async throws -> NewToken<TokenDocument> {
        // Nobody gives more than they have, and a token no more than it may do itself.
        guard context.authority.roles[context.tenant].includes(form.role) else {
            throw Problem(.forbidden, "not_allowed", "This role has rights that you do not have.")
        }
        let wish = TokenOffice.Wish(
            name: form.name, role: form.role,
            lifetime: form.days.map { .seconds($0 * 86_400) })
        let (token, record) = try await parts.tokens.issue(
            wish, to: context.user, in: context.tenant,
            once: context.idempotencyKey(for: form, TokenForm.schema), by: context.requester)
        return NewToken(text: token.revealed(), record: TokenDocument(record))
    }
}
