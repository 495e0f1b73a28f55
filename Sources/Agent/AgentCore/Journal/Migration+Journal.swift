internal import Store

extension Migration {
    /// The journal of an agent. It has no other database than SQLite.
    static let journal = Migration(1, "journal", sqlite: journalScript, postgres: "")

    private static let journalScript: StaticString = """
        CREATE TABLE lives (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            incarnation BLOB NOT NULL UNIQUE CHECK (length(incarnation) = 16),
            began_at INTEGER NOT NULL,
            oldest INTEGER NOT NULL DEFAULT 1 CHECK (oldest BETWEEN 1 AND recorded + 1),
            recorded INTEGER NOT NULL DEFAULT 0 CHECK (recorded >= 0),
            acknowledged INTEGER NOT NULL DEFAULT 0
                CHECK (acknowledged BETWEEN 0 AND recorded)
        ) STRICT;

        CREATE TABLE records (
            life INTEGER NOT NULL REFERENCES lives,
            sequence INTEGER NOT NULL CHECK (sequence >= 1),
            recorded_at INTEGER NOT NULL,
            run BLOB,
            event BLOB NOT NULL,
            PRIMARY KEY (life, sequence)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX records_of_run ON records (run) WHERE run IS NOT NULL;

        CREATE TABLE runs (
            id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            kind TEXT NOT NULL,
            source BLOB,
            schedule BLOB,
            nominal_at INTEGER,
            is_own INTEGER NOT NULL,
            priority TEXT NOT NULL,
            vaults BLOB NOT NULL CHECK (length(vaults) % 16 = 0),
            state TEXT NOT NULL,
            attempt INTEGER NOT NULL CHECK (attempt >= 1),
            fence INTEGER NOT NULL CHECK (fence >= 0),
            created_at INTEGER NOT NULL,
            not_before INTEGER NOT NULL,
            ended_at INTEGER,
            lines INTEGER NOT NULL DEFAULT 0,
            lines_dropped INTEGER NOT NULL DEFAULT 0,
            owes_hook INTEGER NOT NULL DEFAULT 0,
            CHECK ((schedule IS NULL) = (nominal_at IS NULL))
        ) STRICT;
        CREATE INDEX open_runs ON runs (source) WHERE ended_at IS NULL;
        CREATE INDEX ended_runs ON runs (ended_at) WHERE ended_at IS NOT NULL;

        CREATE TABLE outcomes (
            run BLOB NOT NULL REFERENCES runs ON DELETE CASCADE,
            vault BLOB NOT NULL CHECK (length(vault) = 16),
            outcome BLOB NOT NULL,
            PRIMARY KEY (run, vault)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE evaluations (
            schedule BLOB NOT NULL CHECK (length(schedule) = 16),
            source BLOB NOT NULL CHECK (length(source) = 16),
            through_at INTEGER NOT NULL,
            PRIMARY KEY (schedule, source)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE configuration (
            singleton INTEGER PRIMARY KEY CHECK (singleton = 1),
            sealed BLOB NOT NULL,
            signature BLOB NOT NULL,
            adopted_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE hub (
            singleton INTEGER PRIMARY KEY CHECK (singleton = 1),
            incarnation BLOB,
            standing TEXT NOT NULL
        ) STRICT;
        INSERT INTO hub (singleton, standing) VALUES (1, 'active');
        """
}
