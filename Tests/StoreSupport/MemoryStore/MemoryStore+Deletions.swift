package import Domain
package import Store
package import Values

extension MemoryStore: DeletionStore {
    package func deletion(_ id: ID<Deletion>, of tenant: ID<Tenant>) async throws -> Deletion? {
        try read { $0.deletions[id].flatMap { $0.tenant == tenant ? $0 : nil } }
    }

    package func deletions(
        of tenant: ID<Tenant>, matching filter: DeletionFilter, _ request: PageRequest
    ) async throws -> Page<Deletion> {
        try read { state in
            let found = state.deletions.values.filter {
                $0.tenant == tenant
                    && (filter.states.isEmpty || filter.states.contains($0.state))
                    && filter.snapshot ?? $0.snapshot == $0.snapshot
            }
            return newest(found, request) { Cursor(time: $0.created, id: $0.id.uuid) }
        }
    }

    package func deletionsDue(at now: Timestamp, limit: Int) async throws -> [Deletion] {
        try read { state in
            let due = state.deletions.values.filter {
                [.queued, .running, .retrying].contains($0.state) && $0.notBefore <= now
            }.sorted(by: isEarlier)
            var turns: [ID<KnownVault>?: Int] = [:]
            let ofVaults =
                (due.filter { $0.state == .running } + due.filter { $0.state != .running })
                .map { deletion in
                    let vault = state.snapshots[deletion.snapshot]?.vault
                    turns[vault, default: 0] += 1
                    return (turn: turns[vault, default: 0], deletion: deletion)
                }.sorted {
                    $0.turn == $1.turn ? isEarlier($0.deletion, $1.deletion) : $0.turn < $1.turn
                }
            var tenants: [ID<Tenant>: Int] = [:]
            let ofTenants = ofVaults.map { one in
                tenants[one.deletion.tenant, default: 0] += 1
                return (turn: tenants[one.deletion.tenant, default: 0], deletion: one.deletion)
            }.sorted {
                $0.turn == $1.turn ? isEarlier($0.deletion, $1.deletion) : $0.turn < $1.turn
            }
            return ofTenants.prefix(limit).map(\.deletion)
        }
    }

    package func askDeletion(
        of snapshot: ID<KnownSnapshot>, in tenant: ID<Tenant>,
        _ decide: @Sendable (inout KnownSnapshot, Bool) throws -> DeletionWish
    ) async throws -> Deletion {
        try write { writing in
            guard let before = writing.state.snapshots[snapshot], before.tenant == tenant,
                before.gone == nil
            else { throw StoreError.notFound("snapshot") }
            let open = writing.state.deletions.values.first {
                $0.snapshot == snapshot && !$0.state.isFinal
            }
            if let open { return open }
            var changed = before
            let wish = try decide(&changed, writing.state.isLastGood(before))
            writing.state.snapshots[snapshot] = changed
            writing.state.deletions[wish.deletion.id] = wish.deletion
            writing.record(wish.audit)
            return wish.deletion
        }
    }

    package func deletionRefusal(
        of snapshot: ID<KnownSnapshot>, in tenant: ID<Tenant>, at now: Timestamp
    ) async throws -> SnapshotRefusal? {
        try read { state in
            guard let known = state.snapshots[snapshot], known.tenant == tenant else { return nil }
            let open = state.deletions.values.first {
                $0.snapshot == snapshot && !$0.state.isFinal
            }
            let asked = state.chains[.tenant(tenant)]?.first {
                $0.draft.action == .deletionAsked && $0.draft.target?.id == snapshot.uuid
                    && $0.draft.time == open?.created
            }
            return known.deletionRefusal(
                isForced: false,
                isLastGood: state.isLastGood(known) && asked?.draft.wasForced != true, at: now)
        }
    }

    package func changeDeletion(
        _ id: ID<Deletion>, of tenant: ID<Tenant>, at now: Timestamp,
        _ change: @Sendable (inout Deletion) throws -> [AuditDraft]
    ) async throws -> Deletion {
        try write { writing in
            guard let before = writing.state.deletions[id], before.tenant == tenant else {
                throw StoreError.notFound("deletion")
            }
            var deletion = before
            let audit = try change(&deletion)
            guard deletion != before else { return before }
            writing.state.deletions[id] = deletion
            writing.state.note(AlertChanges(deletion), of: .tenant(tenant), at: now)
            writing.record(audit)
            return deletion
        }
    }
}

private func isEarlier(_ a: Deletion, _ b: Deletion) -> Bool {
    isBefore(
        Cursor(time: a.notBefore, id: a.id.uuid), Cursor(time: b.notBefore, id: b.id.uuid))
}

extension MemoryStore.State {
    fileprivate func isLastGood(_ snapshot: KnownSnapshot) -> Bool {
        let rivals = snapshots.values.filter {
            $0.source != nil && $0.source == snapshot.source && $0.vault == snapshot.vault
                && $0.gone == nil && $0.isGood
        }
        let latest = rivals.max {
            isBefore(
                Cursor(time: $0.claimedTime, id: $0.id.uuid),
                Cursor(time: $1.claimedTime, id: $1.id.uuid))
        }
        return latest?.id == snapshot.id
    }
}
