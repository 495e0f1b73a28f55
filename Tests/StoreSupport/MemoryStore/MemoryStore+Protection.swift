internal import Domain
internal import Store
internal import Values

// What the memory's ports about vaults, sources and schedules share.

extension MemoryStore {
    struct MadeKey: Hashable {
        let tenant: ID<Tenant>
        let text: String
    }

    struct MadeObject {
        let digest: [UInt8]
        let object: UUID
    }

    struct Applied {
        var serial: Int64?
        var time: Timestamp?
        var failure: RunFailure?
    }
}

/// By the bytes of their names, then by id.
func inOrder(_ users: [Usage]) -> [Usage] {
    users.sorted { a, b in
        let (left, right) = (Array(a.name.utf8), Array(b.name.utf8))
        if left != right { return left.lexicographicallyPrecedes(right) }
        return (a.id.high, a.id.low) < (b.id.high, b.id.low)
    }
}

func isSame(_ a: String, _ b: String) -> Bool { Array(a.utf8) == Array(b.utf8) }

func lowered(_ text: String) -> [UInt8] {
    text.utf8.map { (65...90).contains($0) ? $0 | 32 : $0 }
}

func isPart(_ text: String, of whole: String) -> Bool {
    text.isEmpty || lowered(whole).firstRange(of: lowered(text)) != nil
}

extension MemoryStore.State {
    /// Whether somebody holds a snapshot in it.
    func isHeld(_ vault: ID<KnownVault>, at now: Timestamp) -> Bool {
        snapshots.values.contains { snapshot in
            snapshot.vault == vault && snapshot.gone == nil
                && snapshot.holds.contains { $0.isActive(at: now) }
        }
    }

    func requireAgents(_ ids: some Sequence<ID<Agent>>, of tenant: ID<Tenant>) throws {
        for id in ids {
            guard let agent = agents[id], agent.scope == .tenant(tenant),
                agent.standing != .revoked
            else { throw StoreError.refused(.agentUnknown) }
        }
    }

    /// What each agent is to go by is not more than it can be told.
    func requireRoom() throws {
        for agent in agents.keys {
            let mine = sources.values.map(\.item).filter { $0.place == .agent(agent) }
            let stored = Set(mine.flatMap(\.vaults))
            let vaults = vaults.values.map(\.item).count {
                $0.owner == agent || $0.keeper == agent || stored.contains($0.id)
            }
            let ids = Set(mine.map(\.id))
            let schedules = schedules.values.map(\.item).count {
                !ids.isDisjoint(with: $0.sources)
            }
            guard mine.count <= ConfigurationLimits.sourcesMax,
                vaults <= ConfigurationLimits.vaultsMax,
                schedules <= ConfigurationLimits.schedulesMax
            else { throw StoreError.refused(.tooMany) }
        }
    }

    func requireRight(_ vault: KnownVault) throws {
        let others = vaults.values.map(\.item).filter {
            $0.tenant == vault.tenant && $0.id != vault.id
        }
        guard !others.contains(where: { isSame($0.name, vault.name) }) else {
            throw StoreError.refused(.nameTaken)
        }
        if let refusal = vault.refusal { throw StoreError.refused(refusal) }
        try requireAgents(
            Array(vault.agents ?? []) + [vault.owner, vault.keeper].compactMap(\.self),
            of: vault.tenant)
        let known = Set(keys.values.filter { $0.tenant == vault.tenant }.map(\.id))
        guard Set(vault.keys).isSubset(of: known), Set(vault.keys).count == vault.keys.count
        else { throw StoreError.refused(.keyUnknown) }
        for rule in vault.copies {
            guard let target = vaults[rule.target]?.item, target.tenant == vault.tenant else {
                throw StoreError.refused(.vaultUnknown)
            }
            if let refusal = vault.copyRefusal(to: target) { throw StoreError.refused(refusal) }
        }
    }

    func requireRight(_ source: Source) throws {
        let others = sources.values.map(\.item).filter {
            $0.tenant == source.tenant && $0.id != source.id
        }
        guard !others.contains(where: { isSame($0.name, source.name) }) else {
            throw StoreError.refused(.nameTaken)
        }
        if case .agent(let agent) = source.place {
            try requireAgents([agent], of: source.tenant)
        }
        if let refusal = source.refusal(vaults: vaults.values.map(\.item)) {
            throw StoreError.refused(refusal.refusal)
        }
    }

    func requireRight(_ schedule: Schedule) throws {
        let others = schedules.values.map(\.item).filter {
            $0.tenant == schedule.tenant && $0.id != schedule.id
        }
        guard !others.contains(where: { isSame($0.name, schedule.name) }) else {
            throw StoreError.refused(.nameTaken)
        }
        guard Set(schedule.sources).count == schedule.sources.count else {
            throw StoreError.refused(.sourceTwice)
        }
        for id in schedule.sources where sources[id]?.item.tenant != schedule.tenant {
            throw StoreError.refused(.sourceUnknown)
        }
    }

    func sources(storingIn vault: ID<KnownVault>) -> [Source] {
        sources.values.map(\.item).filter { $0.vaults.contains(vault) }
    }

    func secrets(of owner: SecretOwner) -> [StoredSecret] {
        secrets.filter { $0.owner == owner }.sorted {
            ($0.purpose.rawValue, $0.name.rawValue) < ($1.purpose.rawValue, $1.name.rawValue)
        }
    }
}

extension MemoryStore.Change {
    /// Nil where no earlier request had this key.
    func made<Entity>(
        by key: IdempotencyKey?, of tenant: ID<Tenant>, as type: Entity.Type
    ) throws -> ID<Entity>? {
        guard let key, let made = state.made[.init(tenant: tenant, text: key.text)] else {
            return nil
        }
        guard made.digest == key.digest else {
            throw StoreError.refused(.idempotencyKeyReused)
        }
        return ID(made.object)
    }

    func requireNew(_ key: IdempotencyKey?, of tenant: ID<Tenant>) throws {
        guard try made(by: key, of: tenant, as: Tenant.self) == nil else {
            throw StoreError.refused(.alreadyMade)
        }
    }

    mutating func remember(_ key: IdempotencyKey?, of tenant: ID<Tenant>, made object: UUID) {
        guard let key else { return }
        state.made[.init(tenant: tenant, text: key.text)] = .init(
            digest: key.digest, object: object)
    }

    mutating func apply(_ edit: SecretEdit, to owner: SecretOwner) -> Bool {
        let before = state.secrets
        let gone = edit.remove.union(edit.put.map(\.slot))
        state.secrets.removeAll { $0.owner == owner && gone.contains($0.slot) }
        state.secrets += edit.put
        return state.secrets != before
    }
}
