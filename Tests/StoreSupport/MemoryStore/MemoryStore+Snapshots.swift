package import Domain
package import Store
package import Values

extension MemoryStore: SnapshotStore {
    package func snapshot(
        _ id: ID<KnownSnapshot>, of tenant: ID<Tenant>
    ) async throws -> KnownSnapshot? {
        try read { $0.snapshots[id].flatMap { $0.tenant == tenant ? $0 : nil } }
    }

    package func snapshots(
        of tenant: ID<Tenant>, matching filter: SnapshotFilter, _ request: PageRequest
    ) async throws -> Page<KnownSnapshot> {
        try read { state in
            let found = state.snapshots.values.filter { snapshot in
                snapshot.tenant == tenant && filter.source ?? snapshot.source == snapshot.source
                    && filter.vault ?? snapshot.vault == snapshot.vault
                    && filter.run ?? snapshot.run == snapshot.run
                    && (filter.agent.map { state.reads($0, snapshot.source) } ?? true)
                    && (filter.times?.contains(snapshot.claimedTime) ?? true)
                    && (filter.includesGone || snapshot.gone == nil)
            }
            return newest(found, request) { Cursor(time: $0.claimedTime, id: $0.id.uuid) }
        }
    }

    package func newestSnapshots(
        of tenant: ID<Tenant>, _ request: PageRequest
    ) async throws -> Page<KnownSnapshot> {
        try read { state in
            let sources = page(
                state.sources.values.map(\.item).filter { $0.tenant == tenant }, request
            ) { Cursor(time: $0.created, id: $0.id.uuid) }
            let newest = sources.items.compactMap { source in
                state.snapshots.values.filter { $0.source == source.id && $0.gone == nil }.max {
                    ($0.claimedTime, $0.id.description) < ($1.claimedTime, $1.id.description)
                }
            }
            return Page(items: newest, next: sources.next)
        }
    }

    package func changeSnapshot(
        _ id: ID<KnownSnapshot>, of tenant: ID<Tenant>,
        _ change: @Sendable (inout KnownSnapshot, _ isLeaving: Bool) throws -> [AuditDraft]
    ) async throws -> KnownSnapshot {
        try write { writing in
            guard let before = writing.state.snapshots[id], before.tenant == tenant else {
                throw StoreError.notFound("snapshot")
            }
            var snapshot = before
            let isLeaving = writing.state.runs.values.contains { run in
                guard run.position.state.isWithAgent else { return false }
                return run.kind == .delete && run.subject.snapshot == id
                    || (run.kind == .forget || run.subject.isWipe)
                        && run.subject.vaults.contains(before.vault)
            }
            let audit = try change(&snapshot, isLeaving)
            guard snapshot != before else { return before }
            writing.state.snapshots[id] = snapshot
            writing.record(audit)
            return snapshot
        }
    }
}
