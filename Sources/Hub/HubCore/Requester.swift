package import Domain

/// Who asks for a change, as the audit log remembers it.
package struct Requester: Hashable, Sendable {
    package let actor: AuditActor
    /// Where the request came from.
    package let address: String

    package init(_ actor: AuditActor, from address: String) {
        self.actor = actor
        self.address = address
    }

    /// A machine that nobody signed in for.
    package static func machine(at address: String) -> Requester {
        Requester(.system, from: address)
    }
}
