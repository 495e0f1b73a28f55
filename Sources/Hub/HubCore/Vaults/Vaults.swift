internal import Cryptography
package import Domain
package import Host
package import Store
package import Values
internal import VaultLocation

/// The vaults of a tenant: looked at, made, changed and forgotten.
package struct Vaults: Sendable {
    /// The key of a tenant that its archives are readable with, where nobody chose another.
    package static let tenantKeyName = "tenant"

    package typealias Stores = VaultStore & KeyStore & SecretStore & ConfigurationStore
        & WatchStore & SourceStore & OverviewStore

    /// Whether new vaults may lie on the hub's own disk.
    package let offersHosting: Bool
    let store: any Stores
    private let secrets: SecretDesk
    private let zones: ZoneBook
    private let configurations: Configurations
    private let clock: WallClock
    private let ids: IDSource

    package init(
        store: any Stores,
        secrets: SecretDesk, zones: ZoneBook,
        configurations: Configurations, clock: WallClock, ids: IDSource,
        offersHosting: Bool = true
    ) {
        self.offersHosting = offersHosting
        self.store = store
        self.secrets = secrets
        self.zones = zones
        self.configurations = configurations
        self.clock = clock
        self.ids = ids
    }

    // MARK: Looking

    /// Throws `notFound` for one of somebody else's as well.
    package func vault(_ id: ID<KnownVault>, of tenant: ID<Tenant>) async throws -> VaultView {
        guard let vault = try await store.vault(id, of: tenant) else {
            throw StoreError.notFound("vault")
        }
        return try await view(of: vault)
    }

    package func vaults(
        of tenant: ID<Tenant>, matching filter: VaultFilter, _ page: PageRequest
    ) async throws -> Page<VaultView> {
        let page = try await store.vaults(of: tenant, matching: filter, page)
        let owners = page.items.map { SecretOwner.vault($0.item.id) }
        let secrets = Dictionary(
            grouping: try await store.secrets(of: owners, in: tenant), by: \.owner)
        var views: [VaultView] = []
        for vault in page.items {
            views.append(
                VaultView(
                    vault, secrets: secrets[.vault(vault.item.id)] ?? [],
                    wait: try await wait(of: vault.item)))
        }
        return Page(items: views, next: page.next)
    }

    /// What came of looking after it last, each kind of work. Throws `notFound`.
    package func care(
        for id: ID<KnownVault>, of tenant: ID<Tenant>
    ) async throws -> [VaultCare] {
        guard try await store.vault(id, of: tenant) != nil else {
            throw StoreError.notFound("vault")
        }
        return try await store.care(for: id, of: tenant)
    }

    /// What it holds, and how much room there was at its place lately. Throws `notFound`.
    package func figures(
        of id: ID<KnownVault>, in tenant: ID<Tenant>
    ) async throws -> VaultFigures {
        let first = clock.now.day - Int64(VaultForecast.days)
        guard let figures = try await store.figures(of: [id], in: tenant, since: first)[id] else {
            throw StoreError.notFound("vault")
        }
        return figures
    }

    private func view(of vault: Versioned<KnownVault>) async throws -> VaultView {
        let owner = SecretOwner.vault(vault.item.id)
        return VaultView(
            vault, secrets: try await store.secrets(of: [owner], in: vault.item.tenant),
            wait: try await wait(of: vault.item))
    }

    // MARK: Changing

    /// Makes a vault known. What lies at its place is made by the first agent that may, unless it
    /// is there.
    ///
    /// A repository that nobody gave a passphrase gets one, and an archive that nobody said the
    /// readers of is readable with the tenant's own key: both lie sealed in the store.
    ///
    /// Throws `InvalidFields`, and as `VaultStore.addVault` does.
    package func create(
        _ draft: VaultDraft, of tenant: ID<Tenant>, once key: IdempotencyKey? = nil,
        by requester: Requester
    ) async throws -> VaultView {
        let now = clock.now
        let id: ID<KnownVault> = ids.next()
        var vault = KnownVault(
            id: id, tenant: tenant, name: draft.name, format: draft.format, place: draft.place,
            owner: draft.owner, agents: draft.agents, keeper: draft.keeper, keys: draft.keys,
            cadence: draft.cadence, cap: draft.cap, copies: draft.copies,
            quota: draft.quota, bandwidth: draft.bandwidth, created: now)
        vault.settlePlace()
        try await check(vault, mayBeHosted: offersHosting)
        var wishes = draft.secrets
        let says = Set(wishes.keys.map(\.name))
        switch draft.format {
        case .repository where !says.contains(.passphrase):
            wishes[Self.passphrase] = Self.newPassphrase()
        case .archive
        where vault.keys.isEmpty && says.isDisjoint(with: [.passphrase, .recipients]):
            vault.keys = [try await tenantKey(of: tenant, by: requester).id]
        default: break
        }
        let edit = try wishes.edit(of: .vault(id), in: tenant, by: secrets)
        let bounds = [
            ("quota", vault.quota), ("upload", vault.bandwidth.upload),
            ("download", vault.bandwidth.download),
        ].compactMap { name, size in
            size.map { AuditDetail.Fact(name: name, value: $0.exactText) }
        }
        let draft = AuditDraft(
            .vaultCreated, in: .tenant(tenant), by: requester.actor, at: now,
            on: AuditTarget(vault), from: requester.address,
            detail: AuditDetail(
                [
                    .init(name: "format", value: vault.format.rawValue),
                    .init(name: "place", value: vault.place),
                ] + bounds + wishes.facts))
        let made = try await store.addVault(
            vault, secrets: edit.put, once: key, audit: [draft])
        configurations.refresh([.vault(made.item.id)])
        return try await view(of: made)
    }

    /// Throws `InvalidFields`, `refused(.passphraseMadeHere)`, and as `VaultStore.changeVault`
    /// does.
    package func edit(
        _ id: ID<KnownVault>, of tenant: ID<Tenant>, version: Int64?, _ edit: VaultEdit,
        by requester: Requester
    ) async throws -> VaultView {
        let now = clock.now
        guard var wanted = try await store.vault(id, of: tenant)?.item else {
            throw StoreError.notFound("vault")
        }
        let wasHosted = wanted.isHosted
        // Its own owner and format never change, so what is checked here holds in the transaction.
        edit.apply(to: &wanted)
        wanted.settlePlace()
        try await check(wanted, mayBeHosted: offersHosting || wasHosted)
        let secretEdit = try edit.secrets.edit(of: .vault(id), in: tenant, by: secrets)
        let keepsPassphrase =
            edit.secrets.keys.contains(Self.passphrase)
            ? try await hasOwnPassphrase(wanted) : false
        let before = try await store.agents(using: .vault(id))
        let changed = try await store.changeVault(
            id, of: tenant, version: version, secrets: secretEdit
        ) { vault in
            // Before it is there, what lies at the place may be a repository of somebody else's.
            guard !keepsPassphrase || vault.readiness != .ready else {
                throw StoreError.refused(.passphraseMadeHere)
            }
            edit.apply(to: &vault)
            vault.settlePlace()
            return [
                AuditDraft(
                    .vaultChanged, in: .tenant(tenant), by: requester.actor, at: now,
                    on: AuditTarget(vault), from: requester.address,
                    detail: AuditDetail(edit.facts))
            ]
        }
        configurations.refresh([.vault(id)] + before.map(ConfigurationSubject.agent))
        return try await view(of: changed)
    }

    /// Forgets a vault with what opens it; what lies in it stays there. Throws `notFound`,
    /// `InUseError` with the sources that store in it, and `refused(.snapshotHeld)`.
    package func delete(
        _ id: ID<KnownVault>, of tenant: ID<Tenant>, by requester: Requester
    ) async throws {
        let now = clock.now
        let before = try await store.agents(using: .vault(id))
        let removal = try await store.deleteVault(id, of: tenant, at: now) { vault in
            [
                AuditDraft(
                    .vaultDeleted, in: .tenant(tenant), by: requester.actor, at: now,
                    on: AuditTarget(vault), from: requester.address,
                    detail: ["place": vault.place])
            ]
        }
        try removal.require("vault")
        configurations.refresh(before.map(ConfigurationSubject.agent))
    }

    // MARK: Checking

    private func check(_ vault: KnownVault, mayBeHosted: Bool) async throws {
        try InvalidFields.refuse(vault.violations)
        let location: VaultLocation
        do {
            location = try VaultLocation(vault.place)
        } catch {
            throw InvalidFields([
                FieldViolation(field: Fields.place.name, problem: .unreadable("\(error)"))
            ])
        }
        if case .hub = location, !(vault.isHosted && mayBeHosted) {
            throw InvalidFields([FieldViolation(field: Fields.place.name, problem: .notHere)])
        }
        if case .folder = location {
            guard vault.owner != nil else { throw StoreError.refused(.vaultNeedsOwner) }
        } else {
            try InvalidFields.refuse(
                vault.owner == nil ? [] : [FieldViolation(field: "owner", problem: .notHere)])
        }
        if vault.format == .repository, !vault.keys.isEmpty {
            throw InvalidFields([FieldViolation(field: "keys", problem: .notHere)])
        }
        _ = try await zones.zone(named: vault.cadence.zone)
    }

    private static let passphrase = SecretSlot(name: .passphrase)

    /// 256 bits in letters that every terminal takes.
    private static func newPassphrase() -> Secret {
        Secret(Base64.url.encode(SecureRandom.bytes(32)))
    }

    /// Whether it is a repository whose passphrase looks as `newPassphrase` makes them. What
    /// another program made of the same kind is not remembered by heart either.
    private func hasOwnPassphrase(_ vault: KnownVault) async throws -> Bool {
        guard vault.format == .repository else { return false }
        let stored = try await store.secrets(of: [.vault(vault.id)], in: vault.tenant)
        guard let passphrase = stored.first(where: { $0.slot == Self.passphrase }) else {
            return false
        }
        return try secrets.open(passphrase).withBytes { text in
            var letters = [UInt8](copying: text)
            defer { letters.wipe() }
            return Base64.url.decode(letters)?.count == 32
        }
    }

    private func tenantKey(
        of tenant: ID<Tenant>, by requester: Requester
    ) async throws -> KnownKey {
        let identity = AgeIdentity.random()
        let key = KnownKey(
            id: ids.next(), tenant: tenant, name: Self.tenantKeyName,
            recipient: "\(identity.recipient)", created: clock.now)
        let secret = try secrets.seal(
            identity.encoded, as: SecretSlot(name: .identity), of: .key(key.id), in: tenant)
        let draft = AuditDraft(
            .keyCreated, in: .tenant(tenant), by: requester.actor, at: key.created,
            on: AuditTarget(key), from: requester.address,
            detail: ["recipient": key.recipient])
        return try await store.addKey(
            key, secrets: [secret], orGetNamed: true, audit: [draft])
    }
}
