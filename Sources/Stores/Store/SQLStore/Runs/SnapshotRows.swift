internal import Domain
internal import Values

// How snapshots lie in their tables; what the ports about them share.

extension KnownSnapshot {
    static let columns: SQL = """
        id, tenant_id, vault_id, locator, source_id, run_id, claimed_at, first_seen_at, gone_at, \
        size, is_good, pinned_by, pinned_at, pin_note
        """

    /// Without its holds, which lie in a table of their own.
    init(row: Row, holds: [SnapshotHold]) throws {
        var pin: SnapshotPin?
        if let user = try row.get("pinned_by", as: ID<User>?.self) {
            pin = SnapshotPin(
                user: user, time: try row.get("pinned_at"), note: try row.get("pin_note"))
        }
        self.init(
            id: try row.get("id"), tenant: try row.get("tenant_id"),
            vault: try row.get("vault_id"), locator: try row.get("locator"),
            source: try row.get("source_id"), run: try row.get("run_id"),
            claimedTime: try row.get("claimed_at"), firstSeen: try row.get("first_seen_at"),
            size: ByteCount(try row.get("size", as: Int64.self)), gone: try row.get("gone_at"),
            isGood: try row.get("is_good"), pin: pin, holds: holds)
    }
}

extension SnapshotHold: RowDecodable {
    package init(row: Row) throws {
        self.init(
            id: try row.get("id"), reason: try row.get("reason"),
            placed: try row.get("placed_at"), until: try row.get("until_at"),
            released: try row.get("released_at"))
    }
}

extension ReadTransaction {
    borrowing func snapshot(
        _ id: ID<KnownSnapshot>, of tenant: ID<Tenant>
    ) throws -> KnownSnapshot? {
        try snapshots(
            """
            SELECT \(KnownSnapshot.columns) FROM snapshots
            WHERE id = \(id) AND tenant_id = \(tenant)
            """
        ).first
    }

    /// Snapshots by a query for their columns, each with its holds.
    borrowing func snapshots(_ sql: SQL) throws -> [KnownSnapshot] {
        var rows: [Row] = []
        try forEach(sql) { rows.append($0) }
        var holds: [ID<KnownSnapshot>: [SnapshotHold]] = [:]
        for start in stride(from: 0, to: rows.count, by: Self.snapshotChunk) {
            let some = rows[start..<min(start + Self.snapshotChunk, rows.count)]
            let ids = try some.map { row -> SQL in
                "\(try row.get("id", as: ID<KnownSnapshot>.self))"
            }
            try forEach(
                """
                SELECT id, snapshot_id, reason, placed_at, until_at, released_at
                FROM snapshot_holds WHERE snapshot_id IN (\(SQL.joined(ids, by: ", ")))
                ORDER BY placed_at, id
                """
            ) { holds[try $0.get("snapshot_id"), default: []].append(try SnapshotHold(row: $0)) }
        }
        return try rows.map { row in
            try KnownSnapshot(row: row, holds: holds[try row.get("id")] ?? [])
        }
    }

    /// So many ids go into one statement.
    private static var snapshotChunk: Int { 500 }
}

extension WriteTransaction {
    /// A snapshot was seen: it is there, whatever was known of it before. What it is of is said
    /// once and stays, and so are its time and its size: whoever could change these would have the
    /// keep rules take others. Only who looks after the vault may correct them.
    ///
    /// - Returns: the run of which its vault has another snapshot already, which must never be.
    borrowing func take(
        _ sighting: SnapshotSighting, _ ledger: RunLedger, ids: () -> UUID
    ) throws -> ID<Run>? {
        guard let tenant = ledger.agent.scope.tenant, ledger.vaults[sighting.vault] != nil else {
            return nil
        }
        var run = sighting.run
        var doubled: ID<Run>?
        if let wanted = run {
            let other: String? = try reading.value(
                """
                SELECT locator FROM snapshots
                WHERE vault_id = \(sighting.vault) AND run_id = \(wanted)
                AND locator <> \(sighting.locator)
                """)
            if other != nil { (run, doubled) = (nil, wanted) }
        }
        let size = sighting.size?.bytes
        let (isKeepers, knows) = (sighting.belief == .all, sighting.belief != .none)
        // Of the source that it names, as far as was known, or of none yet.
        let isMine: SQL = """
            (\(isKeepers) = 1 OR \(sighting.source != nil) = 1
            AND coalesce(snapshots.source_id, excluded.source_id) = excluded.source_id)
            """
        let isThere: SQL = "(\(knows) = 1 OR \(isMine))"
        let isTold: SQL = """
            (\(size != nil && isKeepers) = 1 OR \(isMine) AND (
            snapshots.source_id IS NULL AND \(sighting.source != nil && !sighting.isDamaged) = 1
            OR \(size != nil) = 1 AND snapshots.size = 0))
            """
        let place: SQL = "vault_id = \(sighting.vault) AND locator = \(sighting.locator)"
        try changeSnapshots(in: sighting.vault, of: tenant, where: place) {
            try execute(
                """
                INSERT INTO snapshots (id, tenant_id, vault_id, locator, source_id, run_id, \
                claimed_at, first_seen_at, last_seen_at, size, is_good)
                VALUES (\(ids()), \(tenant), \(sighting.vault), \(sighting.locator), \
                \(sighting.source), \(run), \(sighting.claimedTime), \(ledger.now), \
                \(sighting.seen), \(size ?? 0), \(!sighting.isDamaged))
                ON CONFLICT (vault_id, locator) DO UPDATE SET \
                is_good = CASE WHEN \(knows && (size != nil || sighting.isDamaged)) = 1 \
                AND snapshots.last_seen_at <= excluded.last_seen_at \
                THEN excluded.is_good ELSE snapshots.is_good END, \
                last_seen_at = CASE WHEN \(isThere) \
                AND snapshots.last_seen_at < excluded.last_seen_at \
                THEN excluded.last_seen_at ELSE snapshots.last_seen_at END, \
                gone_at = CASE WHEN \(isThere) \
                AND excluded.last_seen_at >= snapshots.gone_at \
                THEN NULL ELSE snapshots.gone_at END, \
                source_id = coalesce(snapshots.source_id, excluded.source_id), \
                run_id = CASE WHEN \(isMine) \
                THEN coalesce(snapshots.run_id, excluded.run_id) ELSE snapshots.run_id END, \
                claimed_at = CASE WHEN \(isTold) THEN excluded.claimed_at \
                ELSE snapshots.claimed_at END, \
                size = CASE WHEN \(isTold) THEN excluded.size ELSE snapshots.size END
                """)
        }
        return doubled
    }

    /// A page of a reading of a vault: after the last one, of all, what was not seen since the
    /// reading began is gone.
    borrowing func take(
        _ page: VaultReadingPage, by agent: ID<Agent>
    ) throws {
        if page.page == 1 {
            // Another reading by the same agent was broken off.
            try execute(
                """
                DELETE FROM vault_readings
                WHERE agent_id = \(agent) AND vault_id = \(page.vault)
                """)
            try execute(
                """
                INSERT INTO vault_readings (vault_id, reading, agent_id, pages, began_at)
                VALUES (\(page.vault), \(page.reading), \(agent), 1, \(page.began))
                """)
        } else {
            try execute(
                """
                UPDATE vault_readings SET pages = \(page.page)
                WHERE agent_id = \(agent) AND reading = \(page.reading)
                AND vault_id = \(page.vault) AND pages = \(page.page - 1)
                """)
        }
        guard page.isLast else { return }
        let began: Timestamp? = try reading.value(
            """
            SELECT began_at FROM vault_readings
            WHERE agent_id = \(agent) AND reading = \(page.reading)
            AND vault_id = \(page.vault) AND pages = \(page.page)
            """)
        if let began, page.isBelieved {
            try forgetUnseen(in: page.vault, since: began)
            try execute(
                """
                UPDATE vaults SET read_at = \(began)
                WHERE id = \(page.vault) AND coalesce(read_at, 0) < \(began)
                """)
            if let space = page.space { try note(space, of: page.vault) }
        }
        try execute(
            "DELETE FROM vault_readings WHERE agent_id = \(agent) AND vault_id = \(page.vault)")
    }

    /// What was not seen since then is gone.
    private borrowing func forgetUnseen(
        in vault: ID<KnownVault>, since began: Timestamp
    ) throws {
        let tenant: ID<Tenant>? = try reading.value(
            "SELECT tenant_id FROM vaults WHERE id = \(vault)")
        guard let tenant else { return }
        let unseen: SQL = """
            vault_id = \(vault) AND last_seen_at < \(began)
            AND (gone_at IS NULL OR gone_at = \(began))
            """
        try changeSnapshots(in: vault, of: tenant, where: unseen) {
            try execute(
                "UPDATE snapshots SET gone_at = \(began) WHERE gone_at IS NULL AND \(unseen)")
        }
    }
}

extension SQL {
    /// Of a snapshot: whether somebody holds it.
    static func isHeld(at now: Timestamp) -> SQL {
        """
        EXISTS (SELECT 1 FROM snapshot_holds h
        WHERE h.snapshot_id = snapshots.id AND h.released_at IS NULL
        AND (h.until_at IS NULL OR h.until_at > \(now)))
        """
    }
}
