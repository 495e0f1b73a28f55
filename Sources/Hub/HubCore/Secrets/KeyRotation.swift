package import Cryptography
internal import Domain
package import Host
package import Store
package import Values

/// Another master key for what the hub seals from now on, and for what it has sealed.
package struct KeyRotation: Sendable {
    package typealias Stores = TenantStore & SecretStore & HubIdentityStore & AuditStore

    private let store: any Stores
    private let keyring: Keyring
    private let clock: WallClock

    package init(store: any Stores, keyring: Keyring, clock: WallClock) {
        self.store = store
        self.keyring = keyring
        self.clock = clock
    }

    /// Adds a key to the folder's keyring and makes it the one that seals. The old ones go on
    /// opening what they sealed. Blocks.
    package static func rotate(in data: DataFolder, at now: Timestamp) throws -> Keyring {
        guard var keyring = try MasterKeyring.read(from: data.folder) else {
            throw MasterKeyring.missing(in: data.path)
        }
        try keyring.rotate(at: now)
        let encoded = keyring.encoded.withBytes { [UInt8](copying: $0) }
        try DurableFile.replace(data.masterKeyPath, with: encoded)
        return keyring
    }

    /// Seals with the key that is active now what older ones sealed; returns how much that was.
    /// What was broken off is gone on with by the next call. The audit log has an event for each
    /// key that has sealed anything anew, whoever was killed on the way.
    package func reseal() async throws -> Int {
        var count = 0
        if let identity = try await store.hubIdentity(),
            try keyring.isOutdated(identity.sealedKey)
        {
            try await note()
            if try await reseal(identity) { count += 1 }
        }
        try await forEachPage(store.tenants) { tenant in
            try await forEachPage({ try await store.secrets(of: tenant.id, $0) }) { secret in
                guard try keyring.isOutdated(secret.sealed) else { return }
                if count == 0 { try await note() }
                let plain = try keyring.open(secret.sealed, for: secret.context)
                let sealed = try keyring.seal(plain, for: secret.context)
                if try await store.reseal(secret.id, from: secret.sealed, to: sealed) { count += 1 }
            }
        }
        return count
    }

    /// Before anything is sealed with the key that is active now: what is noted afterwards is
    /// noted nowhere when the last step is the one that is not reached. Once for each key.
    private func note() async throws {
        let key = keyring.activeID.description
        let last = try await store.auditEvents(
            in: .hub, matching: AuditFilter(action: .masterKeyRotated), before: nil, limit: 1)
        guard last.first?.draft.detail["key"] != key else { return }
        try await store.record([
            AuditDraft(
                .masterKeyRotated, in: .hub, by: .system, at: clock.now, detail: ["key": key])
        ])
    }

    private func reseal(_ identity: HubIdentity) async throws -> Bool {
        let context = HubKey.context(of: identity.hub)
        let plain = try keyring.open(identity.sealedKey, for: context)
        return try await store.resealHubIdentity(
            from: identity.sealedKey, to: keyring.seal(plain, for: context))
    }

    private func forEachPage<Item>(
        _ read: (PageRequest) async throws -> Page<Item>, _ body: (Item) async throws -> Void
    ) async throws {
        var request: PageRequest? = PageRequest(limit: PageRequest.limitMax)
        while let wanted = request {
            let page = try await read(wanted)
            for item in page.items { try await body(item) }
            request = page.following
        }
    }
}
