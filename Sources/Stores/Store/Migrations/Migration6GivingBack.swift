extension Migration {
    /// How files are given back, what that would do and did, and what drills measured.
    static let sixthGivingBack = Migration(
        6, "giving_back", sqlite: sqliteScript, postgres: postgresScript)

    private static let sqliteScript: StaticString = """
        ALTER TABLE runs ADD COLUMN terms TEXT;
        ALTER TABLE runs ADD COLUMN percent INTEGER CHECK (percent BETWEEN 0 AND 100);
        ALTER TABLE runs ADD COLUMN preview TEXT;
        ALTER TABLE runs ADD COLUMN skipped INTEGER CHECK (skipped >= 0);

        CREATE TABLE drills (
            run_id BLOB NOT NULL PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
            tenant_id BLOB NOT NULL REFERENCES tenants ON DELETE CASCADE,
            source_id BLOB CHECK (length(source_id) = 16),
            vault_id BLOB NOT NULL CHECK (length(vault_id) = 16),
            snapshot_id BLOB CHECK (length(snapshot_id) = 16),
            agent_id BLOB NOT NULL CHECK (length(agent_id) = 16),
            drilled_at INTEGER NOT NULL,
            has_passed INTEGER NOT NULL CHECK (has_passed IN (0, 1)),
            findings INTEGER NOT NULL CHECK (findings >= 0),
            files INTEGER NOT NULL CHECK (files >= 0),
            size INTEGER NOT NULL CHECK (size >= 0),
            databases INTEGER NOT NULL CHECK (databases >= 0),
            first_byte INTEGER CHECK (first_byte >= 0),
            restore_time INTEGER CHECK (restore_time >= 0),
            verify_time INTEGER CHECK (verify_time >= 0),
            data_age INTEGER,
            CHECK ((restore_time IS NULL) = (verify_time IS NULL)),
            CHECK ((restore_time IS NULL) = (data_age IS NULL)),
            CHECK (has_passed = 0 OR restore_time IS NOT NULL)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX drills_by_age ON drills (tenant_id, drilled_at, run_id);
        CREATE INDEX drills_of_source ON drills (source_id, drilled_at);
        """

    private static let postgresScript: StaticString = """
        ALTER TABLE runs ADD COLUMN terms text COLLATE "C";
        ALTER TABLE runs ADD COLUMN percent bigint CHECK (percent BETWEEN 0 AND 100);
        ALTER TABLE runs ADD COLUMN preview text COLLATE "C";
        ALTER TABLE runs ADD COLUMN skipped bigint CHECK (skipped >= 0);

        CREATE TABLE drills (
            run_id uuid PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
            tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
            source_id uuid,
            vault_id uuid NOT NULL,
            snapshot_id uuid,
            agent_id uuid NOT NULL,
            drilled_at bigint NOT NULL,
            has_passed smallint NOT NULL CHECK (has_passed IN (0, 1)),
            findings bigint NOT NULL CHECK (findings >= 0),
            files bigint NOT NULL CHECK (files >= 0),
            size bigint NOT NULL CHECK (size >= 0),
            databases bigint NOT NULL CHECK (databases >= 0),
            first_byte bigint CHECK (first_byte >= 0),
            restore_time bigint CHECK (restore_time >= 0),
            verify_time bigint CHECK (verify_time >= 0),
            data_age bigint,
            CHECK ((restore_time IS NULL) = (verify_time IS NULL)),
            CHECK ((restore_time IS NULL) = (data_age IS NULL)),
            CHECK (has_passed = 0 OR restore_time IS NOT NULL)
        );
        CREATE INDEX drills_by_age ON drills (tenant_id, drilled_at, run_id);
        CREATE INDEX drills_of_source ON drills (source_id, drilled_at);
        """
}
