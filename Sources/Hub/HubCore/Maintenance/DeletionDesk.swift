package import Domain
package import Host
package import Store
package import Values

/// Snapshots that people want gone: asked for, waiting, taken back.
package struct DeletionDesk: Sendable {
    private let store: any DeletionStore & VaultStore & SnapshotStore & HubStore
    private let clock: WallClock
    private let ids: IDSource

    package init(
        store: any DeletionStore & VaultStore & SnapshotStore & HubStore, clock: WallClock,
        ids: IDSource
    ) {
        self.store = store
        self.clock = clock
        self.ids = ids
    }

    // MARK: Looking

    /// Throws `notFound` for one of somebody else's as well.
    package func deletion(_ id: ID<Deletion>, of tenant: ID<Tenant>) async throws -> Deletion {
        guard let deletion = try await store.deletion(id, of: tenant) else {
            throw StoreError.notFound("deletion")
        }
        return deletion
    }

    /// The newest first.
    package func deletions(
        of tenant: ID<Tenant>, matching filter: DeletionFilter, _ page: PageRequest
    ) async throws -> Page<Deletion> {
        try await store.deletions(of: tenant, matching: filter, page)
    }

    // MARK: Asking

    /// Has a snapshot deleted when its grace is over. Asking again gives the same deletion.
    ///
    /// Throws `notFound`, `refused(.noAgent)` where the vault has no keeper, and `refused` with
    /// why the snapshot stays.
    /// - Parameter isForced: also where it is pinned, which it is no longer then, and where it is
    ///   the last good one of its source.
    package func ask(
        for snapshot: ID<KnownSnapshot>, of tenant: ID<Tenant>, isForced: Bool,
        grace: Duration = Deletion.grace, by requester: Requester
    ) async throws -> Deletion {
        guard let known = try await store.snapshot(snapshot, of: tenant),
            let vault = try await store.vault(known.vault, of: tenant)?.item
        else { throw StoreError.notFound("snapshot") }
        guard vault.keeper != nil else { throw StoreError.refused(.noAgent) }
        guard try await store.hub()?.frozen == nil else { throw StoreError.refused(.hubFrozen) }
        let (now, id) = (clock.now, ids.next(Deletion.self))
        return try await store.askDeletion(of: snapshot, in: tenant) { snapshot, isLastGood in
            let refusal = snapshot.deletionRefusal(
                isForced: isForced, isLastGood: isLastGood, at: now)
            if let refusal { throw StoreError.refused(refusal.refusal) }
            snapshot.pin = nil
            return DeletionWish(
                Deletion(
                    id: id, tenant: tenant, snapshot: snapshot.id, created: now,
                    notBefore: now + grace),
                audit: [
                    AuditDraft(
                        .deletionAsked, in: .tenant(tenant), by: requester.actor, at: now,
                        on: AuditTarget(snapshot), from: requester.address,
                        detail: .asked(isForced: isForced))
                ])
        }
    }

    /// Somebody changed their mind. Idempotent. Throws `refused(.runMoved)` where it is too late.
    package func withdraw(
        _ id: ID<Deletion>, of tenant: ID<Tenant>, by requester: Requester
    ) async throws -> Deletion {
        try await take(.ignore, .deletionWithdrawn, id, tenant, requester)
    }

    /// Somebody did what was needed: it is tried again, at once. Idempotent while it waits.
    package func retry(
        _ id: ID<Deletion>, of tenant: ID<Tenant>, by requester: Requester
    ) async throws -> Deletion {
        try await take(.retry, .deletionRetried, id, tenant, requester)
    }

    private func take(
        _ step: Deletion.Step, _ action: AuditAction, _ id: ID<Deletion>, _ tenant: ID<Tenant>,
        _ requester: Requester
    ) async throws -> Deletion {
        let now = clock.now
        return try await store.changeDeletion(id, of: tenant, at: now) { deletion in
            guard deletion.take(step, now: now) else {
                let isSo =
                    step == .ignore && deletion.state == .ignored
                    || step == .retry && deletion.state == .queued
                guard isSo else { throw StoreError.refused(.runMoved) }
                return []
            }
            return [
                AuditDraft(
                    action, in: .tenant(tenant), by: requester.actor, at: now,
                    on: AuditTarget(
                        kind: "deletion", id: deletion.id.uuid, name: "\(deletion.snapshot)"),
                    from: requester.address)
            ]
        }
    }
}

extension SnapshotRefusal {
    var refusal: Refusal {
        switch self {
        case .held: .snapshotHeld
        case .pinned: .snapshotPinned
        case .lastGood: .snapshotLastGood
        }
    }
}

extension AuditTarget {
    init(_ snapshot: KnownSnapshot) {
        self.init(kind: "snapshot", id: snapshot.id.uuid, name: snapshot.locator)
    }
}
