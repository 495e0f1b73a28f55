package import Domain
package import Store
package import Values

extension MemoryStore: WatchStore {
    package func watchedAgents(_ request: PageRequest) async throws -> Page<WatchedAgent> {
        try read { state in
            let found = state.agents.values.filter { $0.standing != .revoked }.map {
                WatchedAgent(
                    id: $0.id, scope: $0.scope, created: $0.created, lastSeen: $0.lastSeen)
            }
            return page(found, request) { Cursor(time: $0.created, id: $0.id.uuid) }
        }
    }

    package func watchedSources(_ request: PageRequest) async throws -> Page<WatchedSource> {
        try read { state in
            let found = state.sources.values.map(\.item).filter(\.isEnabled).map { source in
                let good = state.runs.values.filter {
                    $0.subject.source == source.id && $0.kind == .backup
                        && [.succeeded, .warned].contains($0.position.state)
                }.max { $0.created < $1.created }
                return WatchedSource(
                    id: source.id, tenant: source.tenant, created: source.created,
                    lastGood: good.map { run in
                        if case .firing(let firing) = run.cause { firing.time } else { run.created }
                    },
                    times: state.schedules.values.map(\.item)
                        .filter { $0.isEnabled && $0.sources.contains(source.id) }
                        .sorted { $0.id.uuid.bytes.lexicographicallyPrecedes($1.id.uuid.bytes) }
                        .map { WatchedSource.Time($0.time, effective: $0.effective) })
            }
            return page(found, request) { Cursor(time: $0.created, id: $0.id.uuid) }
        }
    }

    package func watchedVaults(_ request: PageRequest) async throws -> Page<WatchedVault> {
        try read { state in
            let found = state.vaults.values.map(\.item).filter { vault in
                vault.readiness == .ready
            }.map { vault in
                let open = state.runs.values.filter {
                    !$0.position.state.isFinal && MaintenanceCadence.kinds.contains($0.kind)
                        && $0.subject.vaults.contains(vault.id)
                }
                return WatchedVault(
                    vault: vault, care: state.care[vault.id] ?? [:], open: Set(open.map(\.kind)),
                    holdsSnapshots: state.snapshots.values.contains {
                        $0.vault == vault.id && $0.gone == nil
                    })
            }
            return page(found, request) { Cursor(time: $0.vault.created, id: $0.vault.id.uuid) }
        }
    }

    package func vaults(
        unreadSince moment: Timestamp, limit: Int
    ) async throws -> [KnownVault] {
        try read { state in
            let found = state.vaults.values.map(\.item).filter { vault in
                vault.readiness == .ready && state.read[vault.id].map { $0 < moment } ?? true
            }
            let first = PageRequest(limit: limit)
            return page(found, first) { Cursor(time: $0.created, id: $0.id.uuid) }.items
        }
    }

    package func snapshotToRehearse(
        in vault: ID<KnownVault>
    ) async throws -> ID<KnownSnapshot>? {
        try read { state in
            func lastDrill(_ source: ID<Source>) -> Timestamp {
                state.runs.values.filter {
                    $0.kind == .drill && $0.subject.source == source
                        && $0.subject.vaults.contains(vault)
                }.map(\.created).max() ?? Timestamp(milliseconds: 0)
            }
            let sources = state.sources.values.map(\.item).filter { $0.vaults.contains(vault) }
                .map(\.id).sorted {
                    isBefore(
                        Cursor(time: lastDrill($0), id: $0.uuid),
                        Cursor(time: lastDrill($1), id: $1.uuid))
                }
            for source in sources {
                let latest = state.snapshots.values.filter {
                    $0.source == source && $0.vault == vault && $0.gone == nil && $0.isGood
                }.max {
                    isBefore(
                        Cursor(time: $0.claimedTime, id: $0.id.uuid),
                        Cursor(time: $1.claimedTime, id: $1.id.uuid))
                }
                if let latest { return latest.id }
            }
            return nil
        }
    }

    package func care(
        for vault: ID<KnownVault>, of tenant: ID<Tenant>
    ) async throws -> [VaultCare] {
        try read { state in
            guard state.vaults[vault]?.item.tenant == tenant else { return [] }
            return MaintenanceCadence.kinds.compactMap { state.care[vault]?[$0] }
        }
    }
}
