package import Domain
package import Store
package import Values

extension MemoryStore: RetentionStore {
    package func retentionShare(
        of source: ID<Source>, in vault: ID<KnownVault>, of tenant: ID<Tenant>,
        goneSince moment: Timestamp, limit: Int
    ) async throws -> RetentionShare? {
        try read { state in
            guard var source = state.sources[source]?.item, source.tenant == tenant,
                let vault = state.vaults[vault]?.item
            else { return nil }
            if !source.vaults.contains(vault.id) {
                guard let rule = state.copyRule(to: vault.id, of: source) else { return nil }
                source.vaults.append(vault.id)
                source.retention.overrides[vault.id] = rule.rules
            }
            let mine = state.snapshots.values.filter {
                $0.source == source.id && $0.vault == vault.id
            }
            let there = mine.filter { $0.gone == nil }.sorted {
                isBefore(
                    Cursor(time: $1.claimedTime, id: $1.id.uuid),
                    Cursor(time: $0.claimedTime, id: $0.id.uuid))
            }
            return RetentionShare(
                source: source, vault: vault, snapshots: Array(there.prefix(limit)),
                count: there.count, goneCount: mine.count { $0.gone.map { $0 >= moment } ?? false })
        }
    }

    package func kept(
        among snapshots: [ID<KnownSnapshot>], of tenant: ID<Tenant>, at now: Timestamp
    ) async throws -> Set<ID<KnownSnapshot>> {
        try read { state in
            Set(
                snapshots.filter { id in
                    guard let snapshot = state.snapshots[id], snapshot.tenant == tenant else {
                        return false
                    }
                    return snapshot.pin != nil
                        || snapshot.holds.contains { $0.isActive(at: now) }
                })
        }
    }

    package func sources(
        storingIn vault: ID<KnownVault>, of tenant: ID<Tenant>
    ) async throws -> [ID<Source>] {
        try read { state in
            state.sources.values.map(\.item)
                .filter { source in
                    source.tenant == tenant
                        && (source.vaults.contains(vault)
                            || state.copyRule(to: vault, of: source) != nil)
                }.map(\.id)
                .sorted { $0.uuid.bytes.lexicographicallyPrecedes($1.uuid.bytes) }
        }
    }
}
