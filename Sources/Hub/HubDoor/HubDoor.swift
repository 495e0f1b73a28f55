package import Domain
package import HTTPServer
package import HubCore
internal import JSON
package import Values

/// Recognises who is signed in, and lets them through where they may. The only way to a context
/// that has a user is past it, with a permission.
package struct HubDoor: Sendable {
    /// Whom a refusal is written for: people are led to the page that helps.
    package enum Audience: Sendable {
        case people
        case programs
    }

    /// How a description of the API names the ways in: the cookie has another name over HTTPS.
    package static let security = ["session", "sessionOverHTTP"]
    /// The ways in for programs, which may bring a token of theirs instead of a session.
    package static let programSecurity = security + ["token"]
    /// The tenant that a path is about; a permission of a tenant is asked for in this one.
    package static let tenant = PathParameter("tenant", Schema<ID<Tenant>>.id())

    /// The field that says where somebody was on the way to who has to sign in first.
    package static let wayBack = "next"
    /// The field that names what they had sent from there.
    package static let kept = "kept"

    /// Keeps what was sent by somebody whose session has ended, and says under which name; nil
    /// where that is nothing.
    package typealias Keeping =
        nonisolated(nonsending) @Sendable (any RequestContext) async throws -> String?

    private let setupState: SetupState
    private let sessions: SessionOffice
    private let tokens: TokenOffice?
    private let audience: Audience
    private let keeping: Keeping

    /// - Parameters:
    ///   - tokens: nil where nobody comes with a token.
    ///   - keeping: of a form that is sent to where it is shown.
    package init(
        setupState: SetupState, sessions: SessionOffice, tokens: TokenOffice? = nil,
        for audience: Audience, keeping: @escaping Keeping = { _ in nil }
    ) {
        self.setupState = setupState
        self.sessions = sessions
        self.tokens = tokens
        self.audience = audience
        self.keeping = keeping
    }

    /// Routes that are open once the hub has its first owner.
    package func afterSetup<Outer: RequestContext>(_ routes: Routes<Outer>) -> Routes<Outer> {
        routes.group(security: []) { outer in
            guard try await setupState.isDone() else {
                throw refusal(.conflict, "not_set_up", "This hub has no owner yet.", "/setup")
            }
            return outer
        }
    }

    /// Routes for those who are signed in and have `permission`: in the tenant that the path names,
    /// where it is one of a tenant.
    package func admitted<Outer: RequestContext>(
        to routes: Routes<Outer>, for permission: Permission
    ) -> Routes<Admitted<Outer>> {
        routes.group(security: Self.security, permission: permission.rawValue) { outer in
            let request = outer.request
            guard let token = SessionCookie.token(in: request),
                let signedIn = try await sessions.signedIn(by: token)
            else {
                throw signInFirst(request, keeping: try await keeping(outer))
            }
            let tenant = try admit(signedIn.authority, to: outer.call, for: permission)
            return Admitted(outer: outer, signedIn: signedIn, tenant: tenant)
        }
    }

    /// Routes for those who have `permission`, by a session or by a token: in the tenant that the
    /// path names, where it names one.
    package func authorised<Outer: RequestContext>(
        to routes: Routes<Outer>, for permission: Permission
    ) -> Routes<Authorised<Outer>> {
        routes.group(security: Self.programSecurity, permission: permission.rawValue) { outer in
            let (authority, token) = try await authority(behind: outer.request)
            let tenant = try admit(authority, to: outer.call, for: permission)
            return Authorised(
                outer: outer, authority: authority, token: token, place: tenant
            ) {
                do {
                    let (now, _) = try await self.authority(behind: outer.request)
                    _ = try admit(now, to: outer.call, for: permission)
                    return true
                } catch is Problem {
                    return false
                }
            }
        }
    }

    /// Who shows a token, or who is signed in. A token that is shown is the only thing that counts.
    private nonisolated(nonsending) func authority(
        behind request: HTTPRequest
    ) async throws -> (Authority, APIToken?) {
        if let tokens, let shown = request.fields[.authorization] {
            guard let token = BearerToken.read(shown),
                let bearer = try await tokens.bearer(of: token)
            else {
                throw Problem(
                    .unauthorized, "sign_in_required", "This token is not one of the hub's.",
                    fields: ["WWW-Authenticate": "Bearer"])
            }
            return (bearer.authority, bearer.token)
        }
        guard let token = SessionCookie.token(in: request),
            let signedIn = try await sessions.signedIn(by: token)
        else {
            throw signInFirst(request)
        }
        return (signedIn.authority, nil)
    }

    /// The tenant that the path names, for somebody who has the permission there.
    private func admit(
        _ authority: Authority, to call: Call, for permission: Permission
    ) throws -> ID<Tenant>? {
        let tenant = try tenant(of: call, for: authority, permission)
        guard authority.allows(permission, in: tenant) else {
            throw Problem(.forbidden, "not_allowed", "This needs a right you do not have.")
        }
        return tenant
    }

    /// A tenant that one has no part in is not there; whether it exists is not told.
    private func tenant(
        of call: Call, for authority: Authority, _ permission: Permission
    ) throws -> ID<Tenant>? {
        guard call.route.pattern.has(Self.tenant) else { return nil }
        let tenant = try call[Self.tenant]
        let isMember = authority.roles[tenant] != nil
        guard isMember || permission.requirement == .hubAdministrator else {
            throw Problem.notFound
        }
        return tenant
    }

    /// Who was on the way to a page, or sent a form from one, is led back there afterwards.
    private func signInFirst(_ request: HTTPRequest, keeping name: String? = nil) -> Problem {
        var place = request.method == .get ? request.targetText : ""
        if request.method == .post { place = request.refererTarget ?? "" }
        var way =
            place.isEmpty || place == "/"
            ? "" : "?\(Self.wayBack)=" + PercentEncoding.encode(place.utf8)
        if !way.isEmpty, let name { way += "&\(Self.kept)=\(name)" }
        return refusal(.unauthorized, "sign_in_required", "Sign in first.", "/sign-in" + way)
    }

    private func refusal(
        _ status: HTTPStatus, _ code: String, _ detail: String, _ page: String
    ) -> Problem {
        var problem = Problem(status, code, detail)
        if audience == .people { problem.fields[.location] = page }
        return problem
    }
}

extension HTTPRequest {
    /// Where the page is from which this was sent, with its query.
    package var refererTarget: String? {
        let parts = fields[.referer]?.split(
            separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard let parts, parts.count == 3 else { return nil }
        return "/" + parts[2].drop { $0 != "/" }.dropFirst()
    }
}

/// The context of somebody who is signed in and has the permission of the route. Only a door makes
/// one, so a handler that takes it cannot be reached without.
package struct Admitted<Outer: RequestContext>: RequestContext {
    package let outer: Outer
    package let signedIn: SignedIn
    /// The tenant that the path names.
    package let tenant: ID<Tenant>?

    fileprivate init(outer: Outer, signedIn: SignedIn, tenant: ID<Tenant>?) {
        self.outer = outer
        self.signedIn = signedIn
        self.tenant = tenant
    }

    package var call: Call { outer.call }
    package var user: User { signedIn.authority.user }

    /// Who does what is done now, as the audit log remembers it.
    package var requester: Requester {
        Requester(AuditActor(user), from: Visitor(request).address)
    }
}
