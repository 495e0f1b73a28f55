package import Domain
package import Values

extension SQLStore: RetentionStore {
    package func retentionShare(
        of source: ID<Source>, in vault: ID<KnownVault>, of tenant: ID<Tenant>,
        goneSince moment: Timestamp, limit: Int
    ) async throws -> RetentionShare? {
        try await database.read { db in
            guard let source = try db.source(source, of: tenant)?.item,
                let vault = try db.vault(vault, of: tenant)?.item,
                source.vaults.contains(vault.id)
            else { return nil }
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

    package func sources(
        storingIn vault: ID<KnownVault>, of tenant: ID<Tenant>
    ) async throws -> [ID<Source>] {
        try await database.read { db in
            try db.column(
                """
                SELECT source_id FROM source_vaults
                WHERE vault_id = \(vault) AND tenant_id = \(tenant) ORDER BY source_id
                """)
        }
    }
}
