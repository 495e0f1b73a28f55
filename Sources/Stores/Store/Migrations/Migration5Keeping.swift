extension Migration {
    /// What a hub does by itself: what was done to each vault last, since when the hub is frozen,
    /// and when all of a vault was read.
    static let fifthKeeping = Migration(
        5, "keeping", sqlite: sqliteScript, postgres: postgresScript)

    private static let sqliteScript: StaticString = """
        ALTER TABLE hub ADD COLUMN frozen_at INTEGER;
        ALTER TABLE vaults ADD COLUMN read_at INTEGER;

        CREATE TABLE vault_care (
            vault_id BLOB NOT NULL REFERENCES vaults ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('forget', 'prune', 'check', 'drill')),
            run_id BLOB NOT NULL CHECK (length(run_id) = 16),
            state TEXT NOT NULL CHECK (state IN ('succeeded', 'warned', 'failed', 'cancelled',
                'skipped')),
            ended_at INTEGER NOT NULL,
            size INTEGER NOT NULL CHECK (size >= 0),
            good_at INTEGER,
            failures INTEGER NOT NULL CHECK (failures >= 0),
            PRIMARY KEY (vault_id, kind)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX deletions_by_turn ON deletions (not_before, id)
            WHERE state IN ('queued', 'running', 'retrying');
        """

    private static let postgresScript: StaticString = """
        ALTER TABLE hub ADD COLUMN frozen_at bigint;
        ALTER TABLE vaults ADD COLUMN read_at bigint;

        CREATE TABLE vault_care (
            vault_id uuid NOT NULL REFERENCES vaults ON DELETE CASCADE,
            kind text COLLATE "C" NOT NULL CHECK (kind IN ('forget', 'prune', 'check', 'drill')),
            run_id uuid NOT NULL,
            state text COLLATE "C" NOT NULL
                CHECK (state IN ('succeeded', 'warned', 'failed', 'cancelled', 'skipped')),
            ended_at bigint NOT NULL,
            size bigint NOT NULL CHECK (size >= 0),
            good_at bigint,
            failures bigint NOT NULL CHECK (failures >= 0),
            PRIMARY KEY (vault_id, kind)
        );
        CREATE INDEX deletions_by_turn ON deletions (not_before, id)
            WHERE state IN ('queued', 'running', 'retrying');
        """
}
