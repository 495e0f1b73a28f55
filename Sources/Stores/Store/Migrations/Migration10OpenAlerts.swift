extension Migration {
    /// How many alerts of a tenant are open, without those that are over.
    static let tenthOpenAlerts = Migration(
        10, "open_alerts", sqlite: script, postgres: script)

    private static let script: StaticString = """
        CREATE INDEX open_alerts_of_tenant ON alerts (tenant_id, raised_at, id)
            WHERE state <> 'resolved';
        """
}
