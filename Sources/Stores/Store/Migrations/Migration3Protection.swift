extension Migration {
    /// What a tenant protects, where it goes and when: keys, vaults, sources, schedules, the
    /// secrets beside them, and the configuration that each agent is to go by.
    static let thirdProtection = Migration(
        3, "protection",
        sqlite: """
            CREATE UNIQUE INDEX agents_of_tenant ON agents (tenant_id, id);

            CREATE TABLE keys (
                id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
                tenant_id BLOB NOT NULL REFERENCES tenants ON DELETE CASCADE,
                name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
                recipient TEXT NOT NULL CHECK (length(recipient) BETWEEN 1 AND 200),
                created_at INTEGER NOT NULL,
                UNIQUE (tenant_id, id),
                UNIQUE (tenant_id, name),
                UNIQUE (tenant_id, recipient)
            ) STRICT;
            CREATE INDEX keys_by_age ON keys (tenant_id, created_at, id);

            CREATE TABLE vaults (
                id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
                tenant_id BLOB NOT NULL REFERENCES tenants ON DELETE CASCADE,
                version INTEGER NOT NULL CHECK (version > 0),
                name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
                format TEXT NOT NULL CHECK (format IN ('archive', 'repository')),
                place TEXT NOT NULL CHECK (length(place) BETWEEN 1 AND 2048),
                owner_id BLOB,
                is_for_all INTEGER NOT NULL CHECK (is_for_all IN (0, 1)),
                keeper_id BLOB,
                readiness TEXT NOT NULL CHECK (readiness IN ('new', 'ready', 'failed')),
                forget_cron TEXT,
                prune_cron TEXT,
                check_cron TEXT,
                check_percent INTEGER NOT NULL CHECK (check_percent BETWEEN 1 AND 100),
                drill_cron TEXT,
                zone TEXT NOT NULL,
                cap_count INTEGER NOT NULL CHECK (cap_count BETWEEN 1 AND 1000000),
                cap_percent INTEGER NOT NULL CHECK (cap_percent BETWEEN 1 AND 100),
                created_at INTEGER NOT NULL,
                UNIQUE (tenant_id, id),
                UNIQUE (tenant_id, name),
                FOREIGN KEY (tenant_id, owner_id) REFERENCES agents (tenant_id, id),
                FOREIGN KEY (tenant_id, keeper_id) REFERENCES agents (tenant_id, id)
            ) STRICT;
            CREATE INDEX vaults_by_age ON vaults (tenant_id, created_at, id);
            CREATE INDEX vaults_of_owner ON vaults (owner_id);
            CREATE INDEX vaults_of_keeper ON vaults (keeper_id);

            CREATE TABLE vault_agents (
                tenant_id BLOB NOT NULL,
                vault_id BLOB NOT NULL,
                agent_id BLOB NOT NULL,
                PRIMARY KEY (vault_id, agent_id),
                FOREIGN KEY (tenant_id, vault_id) REFERENCES vaults (tenant_id, id)
                    ON DELETE CASCADE,
                FOREIGN KEY (tenant_id, agent_id) REFERENCES agents (tenant_id, id)
                    ON DELETE CASCADE
            ) STRICT;
            CREATE INDEX vault_agents_of_agent ON vault_agents (agent_id);

            CREATE TABLE vault_keys (
                tenant_id BLOB NOT NULL,
                vault_id BLOB NOT NULL,
                key_id BLOB NOT NULL,
                position INTEGER NOT NULL CHECK (position >= 0),
                PRIMARY KEY (vault_id, key_id),
                UNIQUE (vault_id, position),
                FOREIGN KEY (tenant_id, vault_id) REFERENCES vaults (tenant_id, id)
                    ON DELETE CASCADE,
                FOREIGN KEY (tenant_id, key_id) REFERENCES keys (tenant_id, id)
            ) STRICT;
            CREATE INDEX vault_keys_of_key ON vault_keys (key_id);

            CREATE TABLE sources (
                id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
                tenant_id BLOB NOT NULL REFERENCES tenants ON DELETE CASCADE,
                version INTEGER NOT NULL CHECK (version > 0),
                name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
                agent_id BLOB,
                kind TEXT NOT NULL CHECK (kind IN ('files', 'sftp', 'sqlite')),
                configuration TEXT NOT NULL,
                rules TEXT NOT NULL,
                attempts_max INTEGER NOT NULL CHECK (attempts_max BETWEEN 1 AND 10),
                first_wait INTEGER NOT NULL CHECK (first_wait > 0),
                patience INTEGER NOT NULL CHECK (patience > 0),
                overlap TEXT NOT NULL CHECK (overlap IN ('reject', 'queue')),
                issue_rule TEXT NOT NULL,
                hook_limit INTEGER NOT NULL CHECK (hook_limit > 0),
                is_enabled INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
                created_at INTEGER NOT NULL,
                UNIQUE (tenant_id, id),
                UNIQUE (tenant_id, name),
                CHECK (agent_id IS NOT NULL OR kind = 'sftp'),
                FOREIGN KEY (tenant_id, agent_id) REFERENCES agents (tenant_id, id)
            ) STRICT;
            CREATE INDEX sources_by_age ON sources (tenant_id, created_at, id);
            CREATE INDEX sources_of_agent ON sources (agent_id);

            CREATE TABLE source_vaults (
                tenant_id BLOB NOT NULL,
                source_id BLOB NOT NULL,
                vault_id BLOB NOT NULL,
                position INTEGER NOT NULL CHECK (position >= 0),
                rules TEXT,
                PRIMARY KEY (source_id, vault_id),
                UNIQUE (source_id, position),
                FOREIGN KEY (tenant_id, source_id) REFERENCES sources (tenant_id, id)
                    ON DELETE CASCADE,
                FOREIGN KEY (tenant_id, vault_id) REFERENCES vaults (tenant_id, id)
            ) STRICT;
            CREATE INDEX source_vaults_of_vault ON source_vaults (vault_id);

            CREATE TABLE schedules (
                id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
                tenant_id BLOB NOT NULL REFERENCES tenants ON DELETE CASCADE,
                version INTEGER NOT NULL CHECK (version > 0),
                name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
                cron TEXT NOT NULL CHECK (length(cron) BETWEEN 1 AND 512),
                zone TEXT NOT NULL CHECK (length(zone) BETWEEN 1 AND 64),
                is_enabled INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
                jitter INTEGER NOT NULL CHECK (jitter BETWEEN 0 AND 43200000),
                effective_at INTEGER NOT NULL,
                created_at INTEGER NOT NULL,
                UNIQUE (tenant_id, id),
                UNIQUE (tenant_id, name)
            ) STRICT;
            CREATE INDEX schedules_by_age ON schedules (tenant_id, created_at, id);

            CREATE TABLE schedule_sources (
                tenant_id BLOB NOT NULL,
                schedule_id BLOB NOT NULL,
                source_id BLOB NOT NULL,
                position INTEGER NOT NULL CHECK (position >= 0),
                PRIMARY KEY (schedule_id, source_id),
                UNIQUE (schedule_id, position),
                FOREIGN KEY (tenant_id, schedule_id) REFERENCES schedules (tenant_id, id)
                    ON DELETE CASCADE,
                FOREIGN KEY (tenant_id, source_id) REFERENCES sources (tenant_id, id)
            ) STRICT;
            CREATE INDEX schedule_sources_of_source ON schedule_sources (source_id);

            CREATE TABLE secrets (
                id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
                tenant_id BLOB NOT NULL,
                vault_id BLOB,
                source_id BLOB,
                key_id BLOB,
                purpose TEXT NOT NULL CHECK (purpose IN ('use', 'delete')),
                name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
                sealed BLOB NOT NULL CHECK (length(sealed) > 0),
                changed_at INTEGER NOT NULL,
                CHECK ((vault_id IS NOT NULL) + (source_id IS NOT NULL) + (key_id IS NOT NULL) = 1),
                CHECK (purpose = 'use' OR vault_id IS NOT NULL),
                UNIQUE (vault_id, purpose, name),
                UNIQUE (source_id, purpose, name),
                UNIQUE (key_id, purpose, name),
                FOREIGN KEY (tenant_id, vault_id) REFERENCES vaults (tenant_id, id)
                    ON DELETE CASCADE,
                FOREIGN KEY (tenant_id, source_id) REFERENCES sources (tenant_id, id)
                    ON DELETE CASCADE,
                FOREIGN KEY (tenant_id, key_id) REFERENCES keys (tenant_id, id)
                    ON DELETE CASCADE
            ) STRICT;

            CREATE TABLE agent_configurations (
                agent_id BLOB NOT NULL PRIMARY KEY REFERENCES agents ON DELETE CASCADE,
                serial INTEGER NOT NULL CHECK (serial > 0),
                basis BLOB NOT NULL CHECK (length(basis) = 32),
                content BLOB NOT NULL,
                signature BLOB NOT NULL CHECK (length(signature) = 64),
                hash BLOB NOT NULL CHECK (length(hash) = 32),
                made_at INTEGER NOT NULL,
                applied_serial INTEGER CHECK (applied_serial <= serial),
                applied_at INTEGER,
                failure_code TEXT,
                failure_message TEXT,
                failure_disposition TEXT,
                CHECK ((applied_serial IS NULL) = (applied_at IS NULL)),
                CHECK ((failure_code IS NULL) = (failure_message IS NULL)),
                CHECK ((failure_code IS NULL) = (failure_disposition IS NULL))
            ) STRICT;

            CREATE TABLE idempotency_keys (
                tenant_id BLOB NOT NULL REFERENCES tenants ON DELETE CASCADE,
                key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
                digest BLOB NOT NULL CHECK (length(digest) = 32),
                object_id BLOB NOT NULL CHECK (length(object_id) = 16),
                created_at INTEGER NOT NULL,
                PRIMARY KEY (tenant_id, key)
            ) STRICT;
            CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
            """,
        postgres: """
            CREATE UNIQUE INDEX agents_of_tenant ON agents (tenant_id, id);

            CREATE TABLE keys (
                id uuid PRIMARY KEY,
                tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
                name text COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
                recipient text COLLATE "C" NOT NULL CHECK (length(recipient) BETWEEN 1 AND 200),
                created_at bigint NOT NULL,
                UNIQUE (tenant_id, id),
                UNIQUE (tenant_id, name),
                UNIQUE (tenant_id, recipient)
            );
            CREATE INDEX keys_by_age ON keys (tenant_id, created_at, id);

            CREATE TABLE vaults (
                id uuid PRIMARY KEY,
                tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
                version bigint NOT NULL CHECK (version > 0),
                name text COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
                format text COLLATE "C" NOT NULL CHECK (format IN ('archive', 'repository')),
                place text COLLATE "C" NOT NULL CHECK (length(place) BETWEEN 1 AND 2048),
                owner_id uuid,
                is_for_all smallint NOT NULL CHECK (is_for_all IN (0, 1)),
                keeper_id uuid,
                readiness text COLLATE "C" NOT NULL CHECK (readiness IN ('new', 'ready', 'failed')),
                forget_cron text COLLATE "C",
                prune_cron text COLLATE "C",
                check_cron text COLLATE "C",
                check_percent integer NOT NULL CHECK (check_percent BETWEEN 1 AND 100),
                drill_cron text COLLATE "C",
                zone text COLLATE "C" NOT NULL,
                cap_count integer NOT NULL CHECK (cap_count BETWEEN 1 AND 1000000),
                cap_percent integer NOT NULL CHECK (cap_percent BETWEEN 1 AND 100),
                created_at bigint NOT NULL,
                UNIQUE (tenant_id, id),
                UNIQUE (tenant_id, name),
                FOREIGN KEY (tenant_id, owner_id) REFERENCES agents (tenant_id, id),
                FOREIGN KEY (tenant_id, keeper_id) REFERENCES agents (tenant_id, id)
            );
            CREATE INDEX vaults_by_age ON vaults (tenant_id, created_at, id);
            CREATE INDEX vaults_of_owner ON vaults (owner_id);
            CREATE INDEX vaults_of_keeper ON vaults (keeper_id);

            CREATE TABLE vault_agents (
                tenant_id uuid NOT NULL,
                vault_id uuid NOT NULL,
                agent_id uuid NOT NULL,
                PRIMARY KEY (vault_id, agent_id),
                FOREIGN KEY (tenant_id, vault_id) REFERENCES vaults (tenant_id, id)
                    ON DELETE CASCADE,
                FOREIGN KEY (tenant_id, agent_id) REFERENCES agents (tenant_id, id)
                    ON DELETE CASCADE
            );
            CREATE INDEX vault_agents_of_agent ON vault_agents (agent_id);

            CREATE TABLE vault_keys (
                tenant_id uuid NOT NULL,
                vault_id uuid NOT NULL,
                key_id uuid NOT NULL,
                position integer NOT NULL CHECK (position >= 0),
                PRIMARY KEY (vault_id, key_id),
                UNIQUE (vault_id, position),
                FOREIGN KEY (tenant_id, vault_id) REFERENCES vaults (tenant_id, id)
                    ON DELETE CASCADE,
                FOREIGN KEY (tenant_id, key_id) REFERENCES keys (tenant_id, id)
            );
            CREATE INDEX vault_keys_of_key ON vault_keys (key_id);

            CREATE TABLE sources (
                id uuid PRIMARY KEY,
                tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
                version bigint NOT NULL CHECK (version > 0),
                name text COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
                agent_id uuid,
                kind text COLLATE "C" NOT NULL CHECK (kind IN ('files', 'sftp', 'sqlite')),
                configuration text COLLATE "C" NOT NULL,
                rules text COLLATE "C" NOT NULL,
                attempts_max integer NOT NULL CHECK (attempts_max BETWEEN 1 AND 10),
                first_wait bigint NOT NULL CHECK (first_wait > 0),
                patience bigint NOT NULL CHECK (patience > 0),
                overlap text COLLATE "C" NOT NULL CHECK (overlap IN ('reject', 'queue')),
                issue_rule text COLLATE "C" NOT NULL,
                hook_limit bigint NOT NULL CHECK (hook_limit > 0),
                is_enabled smallint NOT NULL CHECK (is_enabled IN (0, 1)),
                created_at bigint NOT NULL,
                UNIQUE (tenant_id, id),
                UNIQUE (tenant_id, name),
                CHECK (agent_id IS NOT NULL OR kind = 'sftp'),
                FOREIGN KEY (tenant_id, agent_id) REFERENCES agents (tenant_id, id)
            );
            CREATE INDEX sources_by_age ON sources (tenant_id, created_at, id);
            CREATE INDEX sources_of_agent ON sources (agent_id);

            CREATE TABLE source_vaults (
                tenant_id uuid NOT NULL,
                source_id uuid NOT NULL,
                vault_id uuid NOT NULL,
                position integer NOT NULL CHECK (position >= 0),
                rules text COLLATE "C",
                PRIMARY KEY (source_id, vault_id),
                UNIQUE (source_id, position),
                FOREIGN KEY (tenant_id, source_id) REFERENCES sources (tenant_id, id)
                    ON DELETE CASCADE,
                FOREIGN KEY (tenant_id, vault_id) REFERENCES vaults (tenant_id, id)
            );
            CREATE INDEX source_vaults_of_vault ON source_vaults (vault_id);

            CREATE TABLE schedules (
                id uuid PRIMARY KEY,
                tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
                version bigint NOT NULL CHECK (version > 0),
                name text COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
                cron text COLLATE "C" NOT NULL CHECK (length(cron) BETWEEN 1 AND 512),
                zone text COLLATE "C" NOT NULL CHECK (length(zone) BETWEEN 1 AND 64),
                is_enabled smallint NOT NULL CHECK (is_enabled IN (0, 1)),
                jitter bigint NOT NULL CHECK (jitter BETWEEN 0 AND 43200000),
                effective_at bigint NOT NULL,
                created_at bigint NOT NULL,
                UNIQUE (tenant_id, id),
                UNIQUE (tenant_id, name)
            );
            CREATE INDEX schedules_by_age ON schedules (tenant_id, created_at, id);

            CREATE TABLE schedule_sources (
                tenant_id uuid NOT NULL,
                schedule_id uuid NOT NULL,
                source_id uuid NOT NULL,
                position integer NOT NULL CHECK (position >= 0),
                PRIMARY KEY (schedule_id, source_id),
                UNIQUE (schedule_id, position),
                FOREIGN KEY (tenant_id, schedule_id) REFERENCES schedules (tenant_id, id)
                    ON DELETE CASCADE,
                FOREIGN KEY (tenant_id, source_id) REFERENCES sources (tenant_id, id)
            );
            CREATE INDEX schedule_sources_of_source ON schedule_sources (source_id);

            CREATE TABLE secrets (
                id uuid PRIMARY KEY,
                tenant_id uuid NOT NULL,
                vault_id uuid,
                source_id uuid,
                key_id uuid,
                purpose text COLLATE "C" NOT NULL CHECK (purpose IN ('use', 'delete')),
                name text COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
                sealed bytea NOT NULL CHECK (length(sealed) > 0),
                changed_at bigint NOT NULL,
                CHECK (num_nonnulls(vault_id, source_id, key_id) = 1),
                CHECK (purpose = 'use' OR vault_id IS NOT NULL),
                UNIQUE (vault_id, purpose, name),
                UNIQUE (source_id, purpose, name),
                UNIQUE (key_id, purpose, name),
                FOREIGN KEY (tenant_id, vault_id) REFERENCES vaults (tenant_id, id)
                    ON DELETE CASCADE,
                FOREIGN KEY (tenant_id, source_id) REFERENCES sources (tenant_id, id)
                    ON DELETE CASCADE,
                FOREIGN KEY (tenant_id, key_id) REFERENCES keys (tenant_id, id)
                    ON DELETE CASCADE
            );

            CREATE TABLE agent_configurations (
                agent_id uuid PRIMARY KEY REFERENCES agents ON DELETE CASCADE,
                serial bigint NOT NULL CHECK (serial > 0),
                basis bytea NOT NULL CHECK (length(basis) = 32),
                content bytea NOT NULL,
                signature bytea NOT NULL CHECK (length(signature) = 64),
                hash bytea NOT NULL CHECK (length(hash) = 32),
                made_at bigint NOT NULL,
                applied_serial bigint CHECK (applied_serial <= serial),
                applied_at bigint,
                failure_code text COLLATE "C",
                failure_message text COLLATE "C",
                failure_disposition text COLLATE "C",
                CHECK ((applied_serial IS NULL) = (applied_at IS NULL)),
                CHECK ((failure_code IS NULL) = (failure_message IS NULL)),
                CHECK ((failure_code IS NULL) = (failure_disposition IS NULL))
            );

            CREATE TABLE idempotency_keys (
                tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
                key text COLLATE "C" NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
                digest bytea NOT NULL CHECK (length(digest) = 32),
                object_id uuid NOT NULL,
                created_at bigint NOT NULL,
                PRIMARY KEY (tenant_id, key)
            );
            CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
            """)
}
