package import Domain
package import Values

extension SQLStore: CopyStore {
    package func copiedVaults(_ page: PageRequest) async throws -> Page<KnownVault> {
        let found = try await database.read { db in
            try db.vaults(
                """
                WHERE readiness = 'ready' AND id IN (SELECT vault_id FROM vault_copies)
                AND (created_at, id) > (\(page.after.time), \(page.after.id))
                ORDER BY created_at, id LIMIT \(page.limit + 1)
                """
            ).map(\.item)
        }
        return Page(found, for: page) { Cursor(time: $0.created, id: $0.id.uuid) }
    }

    package func sourcesToCopy(
        from vault: ID<KnownVault>, to target: ID<KnownVault>, arrivedSince moment: Timestamp?
    ) async throws -> [ID<Source>] {
        let since = moment ?? Timestamp(milliseconds: 0)
        return try await database.read { db in
            try db.column(
                """
                SELECT DISTINCT source_id FROM snapshots
                WHERE vault_id = \(vault) AND first_seen_at >= \(since) AND source_id IS NOT NULL
                AND \(SQL.isToCopy(to: target)) ORDER BY source_id
                """)
        }
    }

    package func snapshotsToCopy(
        of source: ID<Source>, from vault: ID<KnownVault>, to target: ID<KnownVault>,
        of tenant: ID<Tenant>, limit: Int
    ) async throws -> [KnownSnapshot] {
        try await database.read { db in
            try db.snapshots(
                """
                SELECT \(KnownSnapshot.columns) FROM snapshots
                WHERE source_id = \(source) AND vault_id = \(vault) AND tenant_id = \(tenant)
                AND \(SQL.isToCopy(to: target))
                ORDER BY claimed_at DESC, id DESC LIMIT \(limit)
                """)
        }
    }
}

extension SQL {
    fileprivate static func isToCopy(to target: ID<KnownVault>) -> SQL {
        """
        gone_at IS NULL AND is_good = 1 AND run_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM snapshots there
        WHERE there.vault_id = \(target) AND there.run_id = snapshots.run_id)
        """
    }
}
