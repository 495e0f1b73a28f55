extension Migration {
    /// What agents know the hub by, the tokens of programs, agents, and machines that wait.
    static let secondFleet = Migration(
        2, "fleet",
        sqlite: """
            CREATE TABLE hub_identity (
                singleton INTEGER PRIMARY KEY CHECK (singleton = 1),
                incarnation BLOB NOT NULL CHECK (length(incarnation) = 16),
                verifying_key BLOB NOT NULL CHECK (length(verifying_key) = 32),
                sealed_key BLOB NOT NULL
            ) STRICT;

            CREATE TABLE api_tokens (
                id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
                tenant_id BLOB NOT NULL REFERENCES tenants ON DELETE CASCADE,
                user_id BLOB NOT NULL REFERENCES users ON DELETE CASCADE,
                name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
                hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
                role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'operator', 'viewer')),
                created_at INTEGER NOT NULL,
                expires_at INTEGER,
                last_used_at INTEGER
            ) STRICT;
            CREATE INDEX api_tokens_by_age ON api_tokens (tenant_id, created_at, id);
            CREATE INDEX api_tokens_of_user ON api_tokens (user_id);

            CREATE TABLE agents (
                id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
                tenant_id BLOB REFERENCES tenants ON DELETE CASCADE,
                name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
                signing_key BLOB NOT NULL UNIQUE CHECK (length(signing_key) = 32),
                sealing_key BLOB NOT NULL CHECK (length(sealing_key) = 32),
                standing TEXT NOT NULL
                    CHECK (standing IN ('active', 'draining', 'paused', 'revoked')),
                is_worker INTEGER NOT NULL CHECK (is_worker IN (0, 1)),
                host_name TEXT NOT NULL,
                program TEXT NOT NULL,
                system TEXT NOT NULL,
                architecture TEXT NOT NULL,
                processors INTEGER,
                memory INTEGER,
                created_at INTEGER NOT NULL,
                last_seen_at INTEGER,
                incarnation BLOB CHECK (length(incarnation) = 16),
                enrolled_by BLOB CHECK (length(enrolled_by) = 32),
                CHECK (tenant_id IS NOT NULL OR is_worker = 1),
                CHECK ((processors IS NULL) = (memory IS NULL))
            ) STRICT;
            CREATE INDEX agents_by_age ON agents (tenant_id, created_at, id);
            CREATE INDEX agents_by_host ON agents (tenant_id, lower(host_name));

            CREATE TABLE agent_labels (
                agent_id BLOB NOT NULL REFERENCES agents ON DELETE CASCADE,
                label TEXT NOT NULL CHECK (length(label) BETWEEN 1 AND 40),
                value TEXT NOT NULL CHECK (length(value) <= 100),
                PRIMARY KEY (agent_id, label)
            ) STRICT;
            CREATE INDEX agent_labels_by_value ON agent_labels (label, value);

            CREATE TABLE pending_agents (
                id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
                tenant_id BLOB NOT NULL REFERENCES tenants ON DELETE CASCADE,
                signing_key BLOB NOT NULL CHECK (length(signing_key) = 32),
                sealing_key BLOB NOT NULL CHECK (length(sealing_key) = 32),
                host_name TEXT NOT NULL,
                program TEXT NOT NULL,
                system TEXT NOT NULL,
                architecture TEXT NOT NULL,
                address TEXT NOT NULL,
                nonce BLOB NOT NULL CHECK (length(nonce) = 32),
                announced_at INTEGER NOT NULL,
                proven_at INTEGER,
                decision TEXT CHECK (decision IN ('approved', 'refused')),
                CHECK (decision IS NULL OR proven_at IS NOT NULL)
            ) STRICT;
            CREATE INDEX pending_agents_by_age ON pending_agents (announced_at);
            CREATE INDEX pending_agents_of_tenant ON pending_agents (tenant_id);
            """,
        postgres: """
            CREATE TABLE hub_identity (
                singleton smallint PRIMARY KEY CHECK (singleton = 1),
                incarnation uuid NOT NULL,
                verifying_key bytea NOT NULL CHECK (length(verifying_key) = 32),
                sealed_key bytea NOT NULL
            );

            CREATE TABLE api_tokens (
                id uuid PRIMARY KEY,
                tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
                user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
                name text COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
                hash bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
                role text COLLATE "C" NOT NULL
                    CHECK (role IN ('owner', 'admin', 'operator', 'viewer')),
                created_at bigint NOT NULL,
                expires_at bigint,
                last_used_at bigint
            );
            CREATE INDEX api_tokens_by_age ON api_tokens (tenant_id, created_at, id);
            CREATE INDEX api_tokens_of_user ON api_tokens (user_id);

            CREATE TABLE agents (
                id uuid PRIMARY KEY,
                tenant_id uuid REFERENCES tenants ON DELETE CASCADE,
                name text COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
                signing_key bytea NOT NULL UNIQUE CHECK (length(signing_key) = 32),
                sealing_key bytea NOT NULL CHECK (length(sealing_key) = 32),
                standing text COLLATE "C" NOT NULL
                    CHECK (standing IN ('active', 'draining', 'paused', 'revoked')),
                is_worker smallint NOT NULL CHECK (is_worker IN (0, 1)),
                host_name text COLLATE "C" NOT NULL,
                program text COLLATE "C" NOT NULL,
                system text COLLATE "C" NOT NULL,
                architecture text COLLATE "C" NOT NULL,
                processors bigint,
                memory bigint,
                created_at bigint NOT NULL,
                last_seen_at bigint,
                incarnation uuid,
                enrolled_by bytea CHECK (length(enrolled_by) = 32),
                CHECK (tenant_id IS NOT NULL OR is_worker = 1),
                CHECK ((processors IS NULL) = (memory IS NULL))
            );
            CREATE INDEX agents_by_age ON agents (tenant_id, created_at, id);
            CREATE INDEX agents_by_host ON agents (tenant_id, lower(host_name));

            CREATE TABLE agent_labels (
                agent_id uuid NOT NULL REFERENCES agents ON DELETE CASCADE,
                label text COLLATE "C" NOT NULL CHECK (length(label) BETWEEN 1 AND 40),
                value text COLLATE "C" NOT NULL CHECK (length(value) <= 100),
                PRIMARY KEY (agent_id, label)
            );
            CREATE INDEX agent_labels_by_value ON agent_labels (label, value);

            CREATE TABLE pending_agents (
                id uuid PRIMARY KEY,
                tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
                signing_key bytea NOT NULL CHECK (length(signing_key) = 32),
                sealing_key bytea NOT NULL CHECK (length(sealing_key) = 32),
                host_name text COLLATE "C" NOT NULL,
                program text COLLATE "C" NOT NULL,
                system text COLLATE "C" NOT NULL,
                architecture text COLLATE "C" NOT NULL,
                address text COLLATE "C" NOT NULL,
                nonce bytea NOT NULL CHECK (length(nonce) = 32),
                announced_at bigint NOT NULL,
                proven_at bigint,
                decision text COLLATE "C" CHECK (decision IN ('approved', 'refused')),
                CHECK (decision IS NULL OR proven_at IS NOT NULL)
            );
            CREATE INDEX pending_agents_by_age ON pending_agents (announced_at);
            CREATE INDEX pending_agents_of_tenant ON pending_agents (tenant_id);
            """)
}
