extension Migration {
    /// The hub, tenants, people, their sessions and links, and the audit log.
    static let firstPeople = Migration(
        1, "people",
        sqlite: """
            CREATE TABLE hub (
                singleton INTEGER PRIMARY KEY CHECK (singleton = 1),
                id BLOB NOT NULL CHECK (length(id) = 16),
                created_at INTEGER NOT NULL,
                set_up_at INTEGER
            ) STRICT;

            CREATE TABLE tenants (
                id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
                name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 40),
                display_name TEXT NOT NULL,
                created_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX tenants_by_age ON tenants (created_at, id);

            CREATE TABLE users (
                id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
                login TEXT NOT NULL UNIQUE CHECK (length(login) BETWEEN 2 AND 64),
                display_name TEXT NOT NULL,
                language TEXT,
                password_hash TEXT,
                created_at INTEGER NOT NULL,
                disabled_at INTEGER
            ) STRICT;
            CREATE INDEX users_by_age ON users (created_at, id);

            CREATE TABLE memberships (
                tenant_id BLOB NOT NULL REFERENCES tenants ON DELETE CASCADE,
                user_id BLOB NOT NULL REFERENCES users ON DELETE CASCADE,
                role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'operator', 'viewer')),
                created_at INTEGER NOT NULL,
                PRIMARY KEY (tenant_id, user_id)
            ) STRICT;
            CREATE INDEX memberships_by_age ON memberships (tenant_id, created_at, user_id);
            CREATE INDEX memberships_of_user ON memberships (user_id);

            CREATE TABLE hub_administrators (
                user_id BLOB NOT NULL PRIMARY KEY REFERENCES users ON DELETE CASCADE,
                created_at INTEGER NOT NULL
            ) STRICT;

            CREATE TABLE sessions (
                id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
                user_id BLOB NOT NULL REFERENCES users ON DELETE CASCADE,
                token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
                csrf_secret BLOB NOT NULL,
                created_at INTEGER NOT NULL,
                last_seen_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                address TEXT NOT NULL,
                user_agent TEXT NOT NULL
            ) STRICT;
            CREATE INDEX sessions_of_user ON sessions (user_id, created_at, id);
            CREATE INDEX sessions_by_expiry ON sessions (expires_at);
            CREATE INDEX sessions_by_use ON sessions (last_seen_at);

            CREATE TABLE one_time_tokens (
                id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
                purpose TEXT NOT NULL,
                hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
                tenant_id BLOB REFERENCES tenants ON DELETE CASCADE,
                user_id BLOB REFERENCES users ON DELETE CASCADE,
                uses_left INTEGER NOT NULL CHECK (uses_left BETWEEN 0 AND 1000),
                created_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX one_time_tokens_by_expiry ON one_time_tokens (expires_at);
            CREATE INDEX one_time_tokens_of_user ON one_time_tokens (user_id);
            CREATE INDEX one_time_tokens_of_tenant ON one_time_tokens (tenant_id);

            CREATE TABLE audit_events (
                scope BLOB NOT NULL CHECK (length(scope) = 16),
                sequence INTEGER NOT NULL CHECK (sequence > 0),
                time INTEGER NOT NULL,
                actor_id BLOB,
                actor_name TEXT NOT NULL,
                action TEXT NOT NULL,
                target_kind TEXT,
                target_id BLOB,
                target_name TEXT,
                address TEXT NOT NULL,
                detail TEXT NOT NULL,
                previous_hash BLOB NOT NULL CHECK (length(previous_hash) = 32),
                hash BLOB NOT NULL CHECK (length(hash) = 32),
                PRIMARY KEY (scope, sequence),
                CHECK ((target_kind IS NULL) = (target_id IS NULL)),
                CHECK ((target_kind IS NULL) = (target_name IS NULL))
            ) STRICT;
            CREATE TRIGGER audit_events_stay BEFORE UPDATE ON audit_events
            BEGIN
                SELECT RAISE(ABORT, 'audit events are never changed');
            END;
            """,
        postgres: """
            CREATE TABLE hub (
                singleton smallint PRIMARY KEY CHECK (singleton = 1),
                id uuid NOT NULL,
                created_at bigint NOT NULL,
                set_up_at bigint
            );

            CREATE TABLE tenants (
                id uuid PRIMARY KEY,
                name text COLLATE "C" NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 40),
                display_name text COLLATE "C" NOT NULL,
                created_at bigint NOT NULL
            );
            CREATE INDEX tenants_by_age ON tenants (created_at, id);

            CREATE TABLE users (
                id uuid PRIMARY KEY,
                login text COLLATE "C" NOT NULL UNIQUE CHECK (length(login) BETWEEN 2 AND 64),
                display_name text COLLATE "C" NOT NULL,
                language text COLLATE "C",
                password_hash text COLLATE "C",
                created_at bigint NOT NULL,
                disabled_at bigint
            );
            CREATE INDEX users_by_age ON users (created_at, id);

            CREATE TABLE memberships (
                tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
                user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
                role text COLLATE "C" NOT NULL
                    CHECK (role IN ('owner', 'admin', 'operator', 'viewer')),
                created_at bigint NOT NULL,
                PRIMARY KEY (tenant_id, user_id)
            );
            CREATE INDEX memberships_by_age ON memberships (tenant_id, created_at, user_id);
            CREATE INDEX memberships_of_user ON memberships (user_id);

            CREATE TABLE hub_administrators (
                user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
                created_at bigint NOT NULL
            );

            CREATE TABLE sessions (
                id uuid PRIMARY KEY,
                user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
                token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
                csrf_secret bytea NOT NULL,
                created_at bigint NOT NULL,
                last_seen_at bigint NOT NULL,
                expires_at bigint NOT NULL,
                address text COLLATE "C" NOT NULL,
                user_agent text COLLATE "C" NOT NULL
            );
            CREATE INDEX sessions_of_user ON sessions (user_id, created_at, id);
            CREATE INDEX sessions_by_expiry ON sessions (expires_at);
            CREATE INDEX sessions_by_use ON sessions (last_seen_at);

            CREATE TABLE one_time_tokens (
                id uuid PRIMARY KEY,
                purpose text COLLATE "C" NOT NULL,
                hash bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
                tenant_id uuid REFERENCES tenants ON DELETE CASCADE,
                user_id uuid REFERENCES users ON DELETE CASCADE,
                uses_left integer NOT NULL CHECK (uses_left BETWEEN 0 AND 1000),
                created_at bigint NOT NULL,
                expires_at bigint NOT NULL
            );
            CREATE INDEX one_time_tokens_by_expiry ON one_time_tokens (expires_at);
            CREATE INDEX one_time_tokens_of_user ON one_time_tokens (user_id);
            CREATE INDEX one_time_tokens_of_tenant ON one_time_tokens (tenant_id);

            CREATE TABLE audit_events (
                scope uuid NOT NULL,
                sequence bigint NOT NULL CHECK (sequence > 0),
                time bigint NOT NULL,
                actor_id uuid,
                actor_name text COLLATE "C" NOT NULL,
                action text COLLATE "C" NOT NULL,
                target_kind text COLLATE "C",
                target_id uuid,
                target_name text COLLATE "C",
                address text COLLATE "C" NOT NULL,
                detail text COLLATE "C" NOT NULL,
                previous_hash bytea NOT NULL CHECK (length(previous_hash) = 32),
                hash bytea NOT NULL CHECK (length(hash) = 32),
                PRIMARY KEY (scope, sequence),
                CHECK ((target_kind IS NULL) = (target_id IS NULL)),
                CHECK ((target_kind IS NULL) = (target_name IS NULL))
            );
            CREATE FUNCTION audit_events_stay() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'audit events are never changed'
                    USING ERRCODE = 'integrity_constraint_violation';
            END $$;
            CREATE TRIGGER audit_events_stay BEFORE UPDATE ON audit_events
                FOR EACH ROW EXECUTE FUNCTION audit_events_stay();
            """)
}
