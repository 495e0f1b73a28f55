package import Domain
package import Values

extension SQLStore: RetentionStore {
    package func retentionShare(
        of source: ID<Source>, in vault: ID<KnownVault>, of tenant: ID<Tenant>,
        goneSince moment: Timestamp, limit: Int
    ) async throws -> RetentionShare? {
        try await database.read { db in
            guard var source = try db.source(source, of: tenant)?.item,
                let vault = try db.vault(vault, of: tenant)?.item
            else { return nil }
            if !source.vaults.contains(vault.id) {
                // Copies stay there for as long as the rule that brings them says.
                guard let rule = try db.copyRule(to: vault.id, of: source.id) else { return nil }
                source.vaults.append(vault.id)
                source.retention.overrides[vault.id] = rule.rules
            }
            let mine: SQL = "source_id = \(source.id) AND vault_id = \(vault.id)"
            return RetentionShare(
                source: source, vault: vault,
                snapshots: try db.snapshots(
                    """
                    SELECT \(KnownSnapshot.columns) FROM snapshots
                    WHERE \(mine) AND gone_at IS NULL
                    ORDER BY claimed_at DESC, id DESC LIMIT \(limit)
                    """),
                count: try db.value(
                    "SELECT count(*) FROM snapshots WHERE \(mine) AND gone_at IS NULL") ?? 0,
                goneCount: try db.value(
                    "SELECT count(*) FROM snapshots WHERE \(mine) AND gone_at >= \(moment)") ?? 0)
        }
    }

    package func kept(
        among snapshots: [ID<KnownSnapshot>], of tenant: ID<Tenant>, at now: Timestamp
    ) async throws -> Set<ID<KnownSnapshot>> {
        // Not as a read: such a one may look past a hold that comes to stand before it.
        try await database.write { db in
            var kept: [ID<KnownSnapshot>] = []
            for list in SQL.lists(of: Set(snapshots)) {
                kept += try db.reading.column(
                    """
                    SELECT id FROM snapshots WHERE id IN (\(list)) AND tenant_id = \(tenant)
                    AND (pinned_at IS NOT NULL OR \(SQL.isHeld(at: now)))
                    """)
            }
            return Set(kept)
        }
    }

    package func sources(
        storingIn vault: ID<KnownVault>, of tenant: ID<Tenant>
    ) async throws -> [ID<Source>] {
        try await database.read { db in
            try db.column(
                """
                SELECT source_id FROM source_vaults
                WHERE vault_id = \(vault) AND tenant_id = \(tenant)
                UNION
                SELECT s.source_id FROM source_vaults s
                JOIN vault_copies c ON c.vault_id = s.vault_id
                WHERE c.target_id = \(vault) AND c.tenant_id = \(tenant)
                ORDER BY source_id
                """)
        }
    }
}

extension ReadTransaction {
    /// Why a source's snapshots come to a vault that it does not go to itself: where several
    /// vaults bring them, by the first that the source names.
    fileprivate borrowing func copyRule(
        to target: ID<KnownVault>, of source: ID<Source>
    ) throws -> CopyRule? {
        try first(
            """
            SELECT c.target_id, c.rules FROM vault_copies c
            JOIN source_vaults s ON s.vault_id = c.vault_id
            WHERE c.target_id = \(target) AND s.source_id = \(source) ORDER BY s.position LIMIT 1
            """)
    }
}
