internal import Cryptography
package import Domain
package import Host
package import Store
package import Values

/// The keys of a tenant that archives are readable with.
package struct Keys: Sendable {
    private let store: any KeyStore & SecretStore
    private let secrets: SecretDesk
    private let clock: WallClock
    private let ids: IDSource

    package init(
        store: any KeyStore & SecretStore, secrets: SecretDesk, clock: WallClock, ids: IDSource
    ) {
        self.store = store
        self.secrets = secrets
        self.clock = clock
        self.ids = ids
    }

    /// Throws `notFound` for one of somebody else's as well.
    package func key(_ id: ID<KnownKey>, of tenant: ID<Tenant>) async throws -> KnownKey {
        guard let key = try await store.key(id, of: tenant) else {
            throw StoreError.notFound("key")
        }
        return key
    }

    /// With whether the hub has the half that decrypts.
    package func keys(
        of tenant: ID<Tenant>, _ page: PageRequest
    ) async throws -> (page: Page<KnownKey>, whole: Set<ID<KnownKey>>) {
        let page = try await store.keys(of: tenant, page)
        let secrets = try await store.secrets(
            of: page.items.map { SecretOwner.key($0.id) }, in: tenant)
        return (
            page,
            Set(
                page.items.map(\.id).filter { id in
                    secrets.contains { $0.owner == .key(id) }
                })
        )
    }

    /// Makes a key, or takes one whose other half somebody keeps himself.
    /// - Parameter recipient: The half that encrypts; nil for a new key that the hub keeps whole.
    package func create(
        named name: String, recipient: String?, of tenant: ID<Tenant>,
        once: IdempotencyKey? = nil, by requester: Requester
    ) async throws -> KnownKey {
        try InvalidFields.refuse(Fields.keyName.violations(of: name))
        let identity: AgeIdentity? = recipient == nil ? .random() : nil
        let text = try recipient.map(Self.checked) ?? identity.map { "\($0.recipient)" } ?? ""
        let key = KnownKey(
            id: ids.next(), tenant: tenant, name: name, recipient: text, created: clock.now)
        let kept = try identity.map {
            try secrets.seal(
                $0.encoded, as: SecretSlot(name: .identity), of: .key(key.id), in: tenant)
        }
        let draft = AuditDraft(
            .keyCreated, in: .tenant(tenant), by: requester.actor, at: key.created,
            on: AuditTarget(key), from: requester.address,
            detail: ["recipient": text, "kept": kept == nil ? "elsewhere" : "here"])
        return try await store.addKey(
            key, secrets: kept.map { [$0] } ?? [], orGetNamed: false, once: once, audit: [draft])
    }

    /// Throws `notFound`, `InUseError` with the vaults that are readable with it.
    package func delete(
        _ id: ID<KnownKey>, of tenant: ID<Tenant>, by requester: Requester
    ) async throws {
        let now = clock.now
        let removal = try await store.deleteKey(id, of: tenant) { key in
            [
                AuditDraft(
                    .keyDeleted, in: .tenant(tenant), by: requester.actor, at: now,
                    on: AuditTarget(key), from: requester.address,
                    detail: ["recipient": key.recipient])
            ]
        }
        try removal.require("key")
    }

    private static func checked(_ recipient: String) throws -> String {
        do {
            return "\(try AgeRecipient(recipient))"
        } catch {
            throw InvalidFields([
                FieldViolation(
                    field: Fields.recipient.name, problem: .unreadable("\(error)"))
            ])
        }
    }
}
