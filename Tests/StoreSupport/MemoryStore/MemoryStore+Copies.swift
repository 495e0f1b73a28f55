package import Domain
package import Store
package import Values

extension MemoryStore: CopyStore {
    package func copiedVaults(_ request: PageRequest) async throws -> Page<KnownVault> {
        try read { state in
            let found = state.vaults.values.map(\.item).filter {
                $0.readiness == .ready && !$0.copies.isEmpty
            }
            return page(found, request) { Cursor(time: $0.created, id: $0.id.uuid) }
        }
    }

    package func sourcesToCopy(
        from vault: ID<KnownVault>, to target: ID<KnownVault>, arrivedSince moment: Timestamp?
    ) async throws -> [ID<Source>] {
        try read { state in
            let wanted = state.snapshotsToCopy(from: vault, to: target).filter { snapshot in
                moment.map { snapshot.firstSeen >= $0 } ?? true
            }
            return Set(wanted.compactMap(\.source)).sorted {
                $0.uuid.bytes.lexicographicallyPrecedes($1.uuid.bytes)
            }
        }
    }

    package func snapshotsToCopy(
        of source: ID<Source>, from vault: ID<KnownVault>, to target: ID<KnownVault>,
        of tenant: ID<Tenant>, limit: Int
    ) async throws -> [KnownSnapshot] {
        try read { state in
            let wanted = state.snapshotsToCopy(from: vault, to: target).filter {
                $0.source == source && $0.tenant == tenant
            }
            return Array(
                wanted.sorted {
                    isBefore(
                        Cursor(time: $1.claimedTime, id: $1.id.uuid),
                        Cursor(time: $0.claimedTime, id: $0.id.uuid))
                }.prefix(limit))
        }
    }
}

extension MemoryStore.State {
    fileprivate func snapshotsToCopy(
        from vault: ID<KnownVault>, to target: ID<KnownVault>
    ) -> [KnownSnapshot] {
        let there = Set(snapshots.values.filter { $0.vault == target }.compactMap(\.run))
        return snapshots.values.filter { snapshot in
            snapshot.vault == vault && snapshot.gone == nil && snapshot.isGood
                && snapshot.run.map { !there.contains($0) } ?? false
        }
    }

    func copyRule(to target: ID<KnownVault>, of source: Source) -> CopyRule? {
        source.vaults.lazy.compactMap { id in
            vaults[id]?.item.copies.first { $0.target == target }
        }.first
    }
}
