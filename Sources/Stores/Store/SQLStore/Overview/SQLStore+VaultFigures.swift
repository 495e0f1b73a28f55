package import Domain
package import Values

extension SQLStore {
    package func figures(
        of vaults: Set<ID<KnownVault>>, in tenant: ID<Tenant>, since first: Int64
    ) async throws -> [ID<KnownVault>: VaultFigures] {
        try await database.read { db in
            var found: [ID<KnownVault>: VaultFigures] = [:]
            for list in SQL.lists(of: vaults) {
                let rows: [FiguresRow] = try db.all(
                    """
                    SELECT y.vault_id, y.snapshots, y.stored, v.read_at, v.quota
                    FROM vault_summaries y JOIN vaults v ON v.id = y.vault_id
                    WHERE v.tenant_id = \(tenant) AND v.id IN (\(list))
                    """)
                for row in rows { found[row.vault] = row.figures }
                let care: [VaultCare] = try db.all(
                    """
                    SELECT \(VaultCare.columns) FROM vault_care
                    WHERE vault_id IN (\(list)) ORDER BY vault_id, kind
                    """)
                for one in care { found[one.vault]?.care.append(one) }
                try db.forEach(
                    """
                    SELECT vault_id, seen_at, free, total, held FROM vault_space
                    WHERE vault_id IN (\(list)) AND day >= \(first) ORDER BY vault_id, day
                    """
                ) { row in
                    found[try row.get("vault_id")]?.space.append(try VaultSpace(row: row))
                }
            }
            return found
        }
    }
}

private struct FiguresRow: RowDecodable {
    let vault: ID<KnownVault>
    let figures: VaultFigures

    init(row: Row) throws {
        vault = try row.get("vault_id")
        figures = VaultFigures(
            snapshots: try row.get("snapshots"),
            stored: ByteCount(StoredSum.bounded(try row.get("stored"))),
            read: try row.get("read_at"), quota: try row.size("quota"))
    }
}

extension VaultSpace {
    fileprivate init(row: Row) throws {
        self.init(
            seen: try row.get("seen_at"), free: try row.size("free"),
            total: try row.size("total"), held: try row.size("held"))
    }
}

extension WriteTransaction {
    /// More than any forecast looks at.
    private static var daysKept: Int64 { 90 }

    /// Keeps the last measure of each day.
    borrowing func note(_ space: VaultSpace, of vault: ID<KnownVault>) throws {
        let day = space.seen.day
        try execute(
            """
            INSERT INTO vault_space (vault_id, day, seen_at, free, total, held)
            VALUES (\(vault), \(day), \(space.seen), \(space.free?.bytes), \
            \(space.total?.bytes), \(space.held?.bytes))
            ON CONFLICT (vault_id, day) DO UPDATE SET seen_at = excluded.seen_at, \
            free = excluded.free, total = excluded.total, held = excluded.held
            WHERE vault_space.seen_at < excluded.seen_at
            """)
        try execute(
            """
            DELETE FROM vault_space
            WHERE vault_id = \(vault) AND day < \(day - Self.daysKept)
            """)
    }
}
