package import Values

/// A key of a tenant that archives are readable with. The hub always knows the half that encrypts;
/// the half that decrypts lies sealed beside it, or with somebody who keeps it himself.
package struct KnownKey: Hashable, Sendable {
    package let id: ID<KnownKey>
    package let tenant: ID<Tenant>
    package var name: String
    /// As age writes it: `age1…`.
    package let recipient: String
    package let created: Timestamp

    package init(
        id: ID<KnownKey>, tenant: ID<Tenant>, name: String, recipient: String,
        created: Timestamp
    ) {
        self.id = id
        self.tenant = tenant
        self.name = name
        self.recipient = recipient
        self.created = created
    }
}
