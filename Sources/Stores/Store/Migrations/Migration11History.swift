extension Migration {
    /// For how long a tenant keeps runs that have ended; and how to find those that are older.
    static let eleventhHistory = Migration(
        11, "history", sqlite: sqliteScript, postgres: postgresScript)

    private static let sqliteScript: StaticString = """
        ALTER TABLE tenants ADD COLUMN history_days INTEGER NOT NULL DEFAULT 180
            CHECK (history_days BETWEEN 35 AND 3650);
        CREATE INDEX ended_runs_of_tenant ON runs (tenant_id, ended_at, id)
            WHERE ended_at IS NOT NULL AND kind <> 'drill';
        """

    private static let postgresScript: StaticString = """
        ALTER TABLE tenants ADD COLUMN history_days bigint NOT NULL DEFAULT 180
            CHECK (history_days BETWEEN 35 AND 3650);
        CREATE INDEX ended_runs_of_tenant ON runs (tenant_id, ended_at, id)
            WHERE ended_at IS NOT NULL AND kind <> 'drill';
        """
}
