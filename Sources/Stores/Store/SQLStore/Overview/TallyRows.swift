internal import Domain
internal import Values

// How the sums of a tenant are kept: every change adds what it changes, in its own transaction.

extension Dialect {
    /// Which of a tenant's shards a change goes to: by what it is about, so that those who write at
    /// the same time seldom write the same row. SQLite has one writer.
    func shard(of id: UUID) -> Int64 {
        switch self {
        case .sqlite: 0
        case .postgres: Int64(id.low & 7)
        }
    }
}

extension WriteTransaction {
    /// - Parameter id: of what was changed.
    borrowing func add(
        _ change: TenantTally, to tenant: ID<Tenant>, about id: UUID
    ) throws {
        guard change.changesAnything else { return }
        try execute(
            """
            INSERT INTO tenant_tallies (tenant_id, shard, agents, vaults, snapshots, stored, \
            waiting, good, warned, failed, stale, paused)
            VALUES (\(tenant), \(dialect.shard(of: id)), \(change.agents), \(change.vaults), \
            \(change.snapshots), \(StoredSum.bounded(change.stored)), \(change.count(.waiting)), \
            \(change.count(.good)), \(change.count(.warned)), \(change.count(.failed)), \
            \(change.count(.stale)), \(change.count(.paused)))
            ON CONFLICT (tenant_id, shard) DO UPDATE SET \
            agents = tenant_tallies.agents + excluded.agents, \
            vaults = tenant_tallies.vaults + excluded.vaults, \
            snapshots = tenant_tallies.snapshots + excluded.snapshots, \
            stored = \(StoredSum.adding(change.stored, to: "tenant_tallies.stored")), \
            waiting = tenant_tallies.waiting + excluded.waiting, \
            good = tenant_tallies.good + excluded.good, \
            warned = tenant_tallies.warned + excluded.warned, \
            failed = tenant_tallies.failed + excluded.failed, \
            stale = tenant_tallies.stale + excluded.stale, \
            paused = tenant_tallies.paused + excluded.paused
            """)
    }

    borrowing func add(_ change: DayTally, to tenant: ID<Tenant>, about id: UUID) throws {
        guard change != DayTally(day: change.day) else { return }
        try execute(
            """
            INSERT INTO tenant_days (tenant_id, day, shard, succeeded, warned, failed, \
            cancelled, skipped, content, stored)
            VALUES (\(tenant), \(change.day), \(dialect.shard(of: id)), \(change.succeeded), \
            \(change.warned), \(change.failed), \(change.cancelled), \(change.skipped), \
            \(StoredSum.bounded(change.content)), \(StoredSum.bounded(change.stored)))
            ON CONFLICT (tenant_id, day, shard) DO UPDATE SET \
            succeeded = tenant_days.succeeded + excluded.succeeded, \
            warned = tenant_days.warned + excluded.warned, \
            failed = tenant_days.failed + excluded.failed, \
            cancelled = tenant_days.cancelled + excluded.cancelled, \
            skipped = tenant_days.skipped + excluded.skipped, \
            content = \(StoredSum.adding(change.content, to: "tenant_days.content")), \
            stored = \(StoredSum.adding(change.stored, to: "tenant_days.stored"))
            """)
    }

    /// An agent came, or went.
    borrowing func countAgent(_ agent: Agent, _ change: Int64) throws {
        guard let tenant = agent.scope.tenant else { return }
        var tally = TenantTally()
        tally.agents = change
        try add(tally, to: tenant, about: agent.id.uuid)
    }
}

extension TenantTally {
    fileprivate var changesAnything: Bool {
        agents != 0 || vaults != 0 || snapshots != 0 || stored != 0
            || sources.values.contains { $0 != 0 }
    }
}

extension DayTally {
    /// What the end of a run adds to its day.
    init(endOf run: Run, at ended: Timestamp) {
        self.init(day: ended.day)
        content = run.tally.content.bytes
        switch run.position.state {
        case .succeeded: succeeded = 1
        case .warned: warned = 1
        case .failed: failed = 1
        case .cancelled: cancelled = 1
        case .skipped: skipped = 1
        case .queued, .leased, .running, .finalizing, .cancelling:
            preconditionFailure("the run has ended")
        }
    }
}
