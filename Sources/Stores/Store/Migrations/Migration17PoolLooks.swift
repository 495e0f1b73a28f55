extension Migration {
    /// Until when nothing is due of what the hub fires itself, so that what is due is found without
    /// a look at all the rest. Nothing says so of what agents fire.
    static let seventeenthPoolLooks = Migration(
        17, "pool_looks", sqlite: sqliteScript, postgres: postgresScript)

    private static let sqliteScript: StaticString = """
        ALTER TABLE schedule_sources ADD COLUMN look_at INTEGER;
        UPDATE schedule_sources SET look_at = 0
            WHERE source_id IN (SELECT id FROM sources WHERE agent_id IS NULL);
        CREATE INDEX pool_looks ON schedule_sources (look_at) WHERE look_at IS NOT NULL;
        """

    private static let postgresScript: StaticString = """
        ALTER TABLE schedule_sources ADD COLUMN look_at bigint;
        UPDATE schedule_sources SET look_at = 0
            WHERE source_id IN (SELECT id FROM sources WHERE agent_id IS NULL);
        CREATE INDEX pool_looks ON schedule_sources (look_at) WHERE look_at IS NOT NULL;
        """
}
