internal import Domain
package import Host
package import Store
internal import Values

/// Takes deletions from asked to done: each by a run of the vault's keeper, repeated until the
/// snapshot is gone.
package struct DeletionQueue: Sendable {
    package typealias Stores = DeletionStore & SnapshotStore & RunStore

    private static let deletionsMax = 1000

    private let store: any Stores
    private let desk: RunDesk
    private let clock: WallClock

    package init(store: any Stores, desk: RunDesk, clock: WallClock) {
        self.store = store
        self.desk = desk
        self.clock = clock
    }

    /// One look at everything that is due or running.
    package func look() async throws {
        let due = try await store.deletionsDue(at: clock.now, limit: Self.deletionsMax)
        try await due.forEachAnyway { deletion in
            do {
                if deletion.state == .running {
                    try await follow(deletion)
                } else {
                    try await begin(deletion)
                }
            } catch let error as StoreError where error.kind == .notFound {
                // Forgotten meanwhile, with its vault.
            }
        }
    }

    /// After a start of the hub: nobody knows whether what was to be begun has begun, and
    /// beginning it twice is beginning it once.
    package func repair() async throws {
        let now = clock.now
        for deletion in try await store.deletionsDue(at: now, limit: Self.deletionsMax)
        where deletion.state == .running && deletion.run == nil {
            try await change(deletion) { deletion in
                deletion.repair(now: now)
                return true
            }
        }
    }

    /// Nobody asked for it to stay since, and it did not become the last good one.
    private func mayGo(_ snapshot: KnownSnapshot) async throws -> Bool {
        try await store.deletionRefusal(of: snapshot.id, in: snapshot.tenant, at: clock.now) == nil
    }

    private func begin(_ deletion: Deletion) async throws {
        let now = clock.now
        guard let snapshot = try await store.snapshot(deletion.snapshot, of: deletion.tenant)
        else { return }
        guard snapshot.gone == nil else {
            try await end(deletion, .succeed, of: snapshot)
            return
        }
        guard try await mayGo(snapshot) else {
            try await end(deletion, .fail(.needsOperator), of: snapshot)
            return
        }
        let run: Run
        do {
            run = try await desk.lookAfter(
                snapshot.vault, of: deletion.tenant, .delete, snapshot: snapshot.id, cause: .hub,
                by: .machine(at: ""))
        } catch let error as StoreError where error.refusal == .noAgent {
            try await end(deletion, .fail(.needsOperator), of: snapshot)
            return
        } catch let error as StoreError where error.refusal != nil {
            // Something else is done to the vault, or the hub is frozen: at the next look.
            return
        }
        try await change(deletion) { deletion in
            deletion.run = run.id
            return deletion.take(.start, now: now)
        }
    }

    /// Looks what came of its run.
    private func follow(_ deletion: Deletion) async throws {
        guard let snapshot = try await store.snapshot(deletion.snapshot, of: deletion.tenant)
        else { return }
        guard let id = deletion.run, let run = try await store.run(id, of: deletion.tenant) else {
            try await end(deletion, .fail(.retryable), of: snapshot)
            return
        }
        switch run.position.state {
        case .succeeded, .warned: try await end(deletion, .succeed, of: snapshot)
        case .failed: try await end(deletion, .fail(disposition(of: run)), of: snapshot)
        case .skipped: try await end(deletion, .fail(.retryable), of: snapshot)
        // Somebody did not want it.
        case .cancelled: try await end(deletion, .fail(.needsOperator), of: snapshot)
        case .queued: if try await !mayGo(snapshot) { try await callOff(run) }
        case .leased, .running, .finalizing, .cancelling: break
        }
    }

    /// Nobody has it yet: it ends at once, and what becomes of the deletion is for people.
    private func callOff(_ run: Run) async throws {
        do {
            _ = try await desk.cancel(run.id, of: run.tenant, by: .machine(at: ""))
        } catch let error as StoreError where error.refusal == .runMoved {
            // At the next look.
        }
    }

    private func disposition(of run: Run) -> Disposition {
        for outcome in run.outcomes.byVault.values {
            if case .failed(let failure) = outcome.result { return failure.disposition }
        }
        return run.failure?.disposition ?? .retryable
    }

    private func end(
        _ deletion: Deletion, _ step: Deletion.Step, of snapshot: KnownSnapshot
    ) async throws {
        let now = clock.now
        _ = try await store.changeDeletion(deletion.id, of: deletion.tenant, at: now) { current in
            guard current.state == deletion.state else { return [] }
            if current.state != .running { _ = current.take(.start, now: now) }
            guard current.take(step, now: now), current.state == .done else { return [] }
            return [
                AuditDraft(
                    .snapshotDeleted, in: .tenant(current.tenant), by: .system, at: now,
                    on: AuditTarget(snapshot))
            ]
        }
    }

    private func change(
        _ deletion: Deletion, _ body: @Sendable (inout Deletion) -> Bool
    ) async throws {
        _ = try await store.changeDeletion(
            deletion.id, of: deletion.tenant, at: clock.now
        ) { current in
            guard current.state == deletion.state else { return [] }
            _ = body(&current)
            return []
        }
    }
}
