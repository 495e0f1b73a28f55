package import Domain
package import Host
package import Store
package import Values

/// The snapshots of a tenant, in all its vaults.
package struct SnapshotDesk: Sendable {
    private let store: any SnapshotStore
    private let clock: WallClock
    private let ids: IDSource

    package init(store: any SnapshotStore, clock: WallClock, ids: IDSource) {
        self.store = store
        self.clock = clock
        self.ids = ids
    }

    // MARK: Looking

    /// Throws `notFound` for one of somebody else's as well.
    package func snapshot(
        _ id: ID<KnownSnapshot>, of tenant: ID<Tenant>
    ) async throws -> KnownSnapshot {
        guard let snapshot = try await store.snapshot(id, of: tenant) else {
            throw StoreError.notFound("snapshot")
        }
        return snapshot
    }

    /// The newest first.
    package func snapshots(
        of tenant: ID<Tenant>, matching filter: SnapshotFilter, _ page: PageRequest
    ) async throws -> Page<KnownSnapshot> {
        try await store.snapshots(of: tenant, matching: filter, page)
    }

    // MARK: Keeping

    /// Keeps a snapshot from retention until somebody unpins it. Idempotent: the first pin stays.
    /// Throws `notFound`, `refused(.snapshotLeaving)`.
    package func pin(
        _ id: ID<KnownSnapshot>, of tenant: ID<Tenant>, note: String, by requester: Requester
    ) async throws -> KnownSnapshot {
        guard case .user(let user, _) = requester.actor else {
            preconditionFailure("people pin snapshots")
        }
        let now = clock.now
        return try await store.changeSnapshot(id, of: tenant) { snapshot, isLeaving in
            guard snapshot.pin == nil else { return [] }
            guard !isLeaving else { throw StoreError.refused(.snapshotLeaving) }
            snapshot.pin = SnapshotPin(user: user, time: now, note: note)
            return [Self.event(.snapshotPinned, snapshot, by: requester, now, ["note": note])]
        }
    }

    /// Idempotent.
    package func unpin(
        _ id: ID<KnownSnapshot>, of tenant: ID<Tenant>, by requester: Requester
    ) async throws -> KnownSnapshot {
        let now = clock.now
        return try await store.changeSnapshot(id, of: tenant) { snapshot, _ in
            guard snapshot.pin != nil else { return [] }
            snapshot.pin = nil
            return [Self.event(.snapshotUnpinned, snapshot, by: requester, now)]
        }
    }

    /// Keeps a snapshot from everybody until the hold is over or released. Throws `notFound`,
    /// `refused(.tooMany)`, and `refused(.snapshotLeaving)` where that could not be promised.
    package func hold(
        _ id: ID<KnownSnapshot>, of tenant: ID<Tenant>, reason: String, until: Timestamp?,
        by requester: Requester
    ) async throws -> KnownSnapshot {
        let (now, hold) = (clock.now, ids.next(SnapshotHold.self))
        return try await store.changeSnapshot(id, of: tenant) { snapshot, isLeaving in
            guard !isLeaving else { throw StoreError.refused(.snapshotLeaving) }
            guard snapshot.holds.count(where: { $0.isActive(at: now) }) < Self.holdsMax else {
                throw StoreError.refused(.tooMany)
            }
            snapshot.holds.append(
                SnapshotHold(id: hold, reason: reason, placed: now, until: until))
            return [Self.event(.snapshotHeld, snapshot, by: requester, now, ["reason": reason])]
        }
    }

    /// Idempotent. Throws `notFound` for the snapshot and the hold.
    package func release(
        _ hold: ID<SnapshotHold>, of id: ID<KnownSnapshot>, in tenant: ID<Tenant>,
        by requester: Requester
    ) async throws -> KnownSnapshot {
        let now = clock.now
        return try await store.changeSnapshot(id, of: tenant) { snapshot, _ in
            guard let index = snapshot.holds.firstIndex(where: { $0.id == hold }) else {
                throw StoreError.notFound("hold")
            }
            guard snapshot.holds[index].released == nil else { return [] }
            snapshot.holds[index].released = now
            let reason = snapshot.holds[index].reason
            return [Self.event(.holdReleased, snapshot, by: requester, now, ["reason": reason])]
        }
    }

    /// As many reasons as anybody has.
    private static let holdsMax = 20

    private static func event(
        _ action: AuditAction, _ snapshot: KnownSnapshot, by requester: Requester,
        _ now: Timestamp, _ detail: AuditDetail = [:]
    ) -> AuditDraft {
        AuditDraft(
            action, in: .tenant(snapshot.tenant), by: requester.actor, at: now,
            on: AuditTarget(kind: "snapshot", id: snapshot.id.uuid, name: snapshot.locator),
            from: requester.address, detail: detail)
    }
}
