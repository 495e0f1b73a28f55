extension Migration {
    /// The index of the sources that need a hand, said so that SQLite takes it: it sees that one
    /// word is among several only where the index joins them by OR, and read every source before.
    static let eighthNeedySources = Migration(
        8, "needy_sources", sqlite: script, postgres: script)

    private static let script: StaticString = """
        DROP INDEX needy_sources;
        CREATE INDEX needy_sources
            ON source_summaries (tenant_id, standing, coalesce(last_ended_at, 0), source_id)
            WHERE standing = 'failed' OR standing = 'stale' OR standing = 'warned';
        """
}
