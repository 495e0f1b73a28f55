extension Migration {
    /// Which alerts of a tenant press most, without those that how its sources and vaults stand
    /// tells of already.
    static let sixteenthPressingAlerts = Migration(
        16, "pressing_alerts", sqlite: script, postgres: script)

    private static let script: StaticString = """
        CREATE INDEX pressing_alerts ON alerts (tenant_id, severity, raised_at, id)
            WHERE state <> 'resolved' AND kind NOT IN ('backup_failed', 'vault_missed',
                'source_stale', 'init_failed');
        """
}
