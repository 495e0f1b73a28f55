package import Domain
package import Store
package import Values

extension MemoryStore: VaultStore {
    package func vault(
        _ id: ID<KnownVault>, of tenant: ID<Tenant>
    ) async throws -> Versioned<KnownVault>? {
        try read { $0.vaults[id].flatMap { $0.item.tenant == tenant ? $0 : nil } }
    }

    package func vaults(
        of tenant: ID<Tenant>, matching filter: VaultFilter, _ request: PageRequest
    ) async throws -> Page<Versioned<KnownVault>> {
        try read { state in
            let found = state.vaults.values.filter { versioned in
                let vault = versioned.item
                return vault.tenant == tenant
                    && filter.readiness ?? vault.readiness == vault.readiness
                    && filter.agent.map(vault.isReachable) ?? true
                    && (filter.text.map {
                        isPart($0, of: vault.name) || isPart($0, of: vault.place)
                    } ?? true)
            }
            return page(found, request) { Cursor(time: $0.item.created, id: $0.item.id.uuid) }
        }
    }

    package func addVault(
        _ vault: KnownVault, secrets: [StoredSecret], once key: IdempotencyKey?,
        audit: [AuditDraft]
    ) async throws -> Versioned<KnownVault> {
        try write { change in
            if let made = try change.made(by: key, of: vault.tenant, as: KnownVault.self) {
                guard let vault = change.state.vaults[made] else {
                    throw StoreError.notFound("vault")
                }
                return vault
            }
            try change.state.requireRight(vault)
            let made = Versioned(vault, version: 1)
            change.state.vaults[vault.id] = made
            try change.state.requireRoom()
            change.state.secrets += secrets
            change.remember(key, of: vault.tenant, made: vault.id.uuid)
            change.record(audit)
            return made
        }
    }

    package func changeVault(
        _ id: ID<KnownVault>, of tenant: ID<Tenant>, version: Int64?, secrets: SecretEdit,
        _ change: @Sendable (inout KnownVault) throws -> [AuditDraft]
    ) async throws -> Versioned<KnownVault> {
        try write { writing in
            guard let before = writing.state.vaults[id], before.item.tenant == tenant else {
                throw StoreError.notFound("vault")
            }
            guard version ?? before.version == before.version else {
                throw StoreError.refused(.versionMoved)
            }
            var vault = before.item
            let audit = try change(&vault)
            let isOther = vault != before.item || !isSame(vault.name, before.item.name)
            guard writing.apply(secrets, to: .vault(id)) || isOther else { return before }
            try writing.state.requireRight(vault)
            let lost = writing.state.sources(storingIn: id).filter { !vault.takes(from: $0) }
            guard lost.isEmpty else {
                throw InUseError(
                    inOrder(lost.map { Usage(.source, id: $0.id.uuid, name: $0.name) }))
            }
            let after = Versioned(vault, version: before.version + 1)
            writing.state.vaults[id] = after
            try writing.state.requireRoom()
            writing.record(audit)
            return after
        }
    }

    package func deleteVault(
        _ id: ID<KnownVault>, of tenant: ID<Tenant>, at now: Timestamp,
        audit: @Sendable (KnownVault) -> [AuditDraft]
    ) async throws -> Removal<KnownVault> {
        try write { change in
            guard let vault = change.state.vaults[id]?.item, vault.tenant == tenant else {
                return .absent
            }
            let users = change.state.sources(storingIn: id)
            guard users.isEmpty else {
                return .used(
                    by: inOrder(users.map { Usage(.source, id: $0.id.uuid, name: $0.name) }))
            }
            guard !change.state.isHeld(id, at: now) else {
                throw StoreError.refused(.snapshotHeld)
            }
            change.state.vaults[id] = nil
            change.state.snapshots = change.state.snapshots.filter { $0.value.vault != id }
            for other in change.state.vaults.keys {
                guard let versioned = change.state.vaults[other] else { continue }
                var vault = versioned.item
                vault.copies.removeAll { $0.target == id }
                change.state.vaults[other] = Versioned(vault, version: versioned.version)
            }
            change.state.secrets.removeAll { $0.owner == .vault(id) }
            change.record(audit(vault))
            return .removed(vault)
        }
    }

    package func isHeld(
        _ id: ID<KnownVault>, of tenant: ID<Tenant>, at now: Timestamp
    ) async throws -> Bool {
        try read { state in
            guard state.vaults[id]?.item.tenant == tenant else {
                throw StoreError.notFound("vault")
            }
            return state.isHeld(id, at: now)
        }
    }
}

extension MemoryStore: KeyStore {
    package func key(_ id: ID<KnownKey>, of tenant: ID<Tenant>) async throws -> KnownKey? {
        try read { $0.keys[id].flatMap { $0.tenant == tenant ? $0 : nil } }
    }

    package func keys(
        of tenant: ID<Tenant>, _ request: PageRequest
    ) async throws -> Page<KnownKey> {
        try read { state in
            page(state.keys.values.filter { $0.tenant == tenant }, request) {
                Cursor(time: $0.created, id: $0.id.uuid)
            }
        }
    }

    package func addKey(
        _ key: KnownKey, secrets: [StoredSecret], orGetNamed: Bool, once: IdempotencyKey?,
        audit: [AuditDraft]
    ) async throws -> KnownKey {
        try write { change in
            if let made = try change.made(by: once, of: key.tenant, as: KnownKey.self) {
                guard let key = change.state.keys[made] else { throw StoreError.notFound("key") }
                return key
            }
            let others = change.state.keys.values.filter { $0.tenant == key.tenant }
            if let named = others.first(where: { isSame($0.name, key.name) }) {
                guard orGetNamed else { throw StoreError.refused(.nameTaken) }
                return named
            }
            guard !others.contains(where: { $0.recipient == key.recipient }) else {
                throw StoreError.refused(.keyTaken)
            }
            change.state.keys[key.id] = key
            change.remember(once, of: key.tenant, made: key.id.uuid)
            change.state.secrets += secrets
            change.record(audit)
            return key
        }
    }

    package func deleteKey(
        _ id: ID<KnownKey>, of tenant: ID<Tenant>,
        audit: @Sendable (KnownKey) -> [AuditDraft]
    ) async throws -> Removal<KnownKey> {
        try write { change in
            guard let key = change.state.keys[id], key.tenant == tenant else { return .absent }
            let users = change.state.vaults.values.map(\.item).filter { $0.keys.contains(id) }
            guard users.isEmpty else {
                return .used(
                    by: inOrder(users.map { Usage(.vault, id: $0.id.uuid, name: $0.name) }))
            }
            change.state.keys[id] = nil
            change.state.secrets.removeAll { $0.owner == .key(id) }
            change.record(audit(key))
            return .removed(key)
        }
    }
}

extension MemoryStore: SecretStore {
    package func secrets(
        of owners: [SecretOwner], in tenant: ID<Tenant>
    ) async throws -> [StoredSecret] {
        try read { state in
            owners.flatMap { state.secrets(of: $0) }.filter { $0.tenant == tenant }
        }
    }

    package func secrets(
        of tenant: ID<Tenant>, toldTo agent: ID<Agent>?, _ request: PageRequest
    ) async throws -> Page<StoredSecret> {
        try read { state in
            let told = agent.map(state.isTold) ?? { _ in true }
            return page(state.secrets.filter { $0.tenant == tenant && told($0) }, request) {
                Cursor(time: $0.changed, id: $0.id.uuid)
            }
        }
    }

    package func reseal(
        _ id: ID<StoredSecret>, from old: [UInt8], to new: [UInt8]
    ) async throws -> Bool {
        try write { change in
            let index = change.state.secrets.firstIndex { $0.id == id && $0.sealed == old }
            guard let index else { return false }
            let secret = change.state.secrets[index]
            change.state.secrets[index] = StoredSecret(
                id: secret.id, tenant: secret.tenant, owner: secret.owner,
                purpose: secret.purpose, name: secret.name, sealed: new,
                changed: secret.changed)
            return true
        }
    }
}

extension MemoryStore.State {
    /// Whether an agent was told a secret, or may have been.
    fileprivate func isTold(to agent: ID<Agent>) -> (StoredSecret) -> Bool {
        let given = runs.values.filter { $0.agent == agent }
        let own = sources.values.map(\.item).filter { $0.place == .agent(agent) }
        let kept = vaults.values.map(\.item).filter { $0.keeper == agent }
        let owned = vaults.values.map(\.item).filter { $0.owner == agent }
        let sourceIDs = Set(own.map(\.id) + given.compactMap(\.subject.source))
        let vaultIDs = Set(
            (kept + owned).map(\.id) + own.flatMap(\.vaults) + given.flatMap(\.subject.vaults))
        let keyIDs = Set(vaultIDs.compactMap { vaults[$0] }.flatMap(\.item.keys))
        let keptIDs = Set(kept.map(\.id))
        return { secret in
            switch secret.owner {
            case .agent(let id): id == agent
            case .source(let id): sourceIDs.contains(id)
            case .key(let id): keyIDs.contains(id)
            case .vault(let id):
                vaultIDs.contains(id) && (secret.purpose == .use || keptIDs.contains(id))
            }
        }
    }
}
