package import Domain
package import HTTPServer
package import HubCore
package import Values

/// The context of somebody who has the permission of the route in the tenant that its path names,
/// by a session or by a token. Only a door makes one.
package struct Authorised<Outer: RequestContext>: RequestContext {
    package let outer: Outer
    package let authority: Authority
    /// What it was shown by; nil for a session.
    package let token: APIToken?
    private let place: ID<Tenant>?
    private let askAgain: AskAgain

    typealias AskAgain = nonisolated(nonsending) @Sendable () async throws -> Bool

    init(
        outer: Outer, authority: Authority, token: APIToken?, place: ID<Tenant>?,
        askAgain: @escaping AskAgain
    ) {
        self.askAgain = askAgain
        self.outer = outer
        self.authority = authority
        self.token = token
        self.place = place
    }

    /// The tenant that the path names.
    package var tenant: ID<Tenant> {
        guard let place else {
            preconditionFailure("\(call.route.pattern) names no tenant")
        }
        return place
    }

    /// Whether they would be let in now as well: for what goes on for long after they were.
    package nonisolated(nonsending) func isStillAllowed() async throws -> Bool {
        try await askAgain()
    }

    package var call: Call { outer.call }
    package var user: User { authority.user }

    /// Who does what is done now, as the audit log remembers it.
    package var requester: Requester {
        Requester(AuditActor(user), from: Visitor(request).address)
    }
}
