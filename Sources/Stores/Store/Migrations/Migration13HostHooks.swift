extension Migration {
    /// Commands around the backups of a whole machine: secrets that belong to an agent. Which of
    /// them one belongs to is a rule of the table, so it is made anew.
    static let thirteenthHostHooks = Migration(
        13, "host_hooks", sqlite: sqliteScript, postgres: postgresScript)

    private static let sqliteScript: StaticString = """
        CREATE TABLE secrets_of_more (
            id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
            tenant_id BLOB NOT NULL,
            vault_id BLOB,
            source_id BLOB,
            key_id BLOB,
            agent_id BLOB,
            purpose TEXT NOT NULL CHECK (purpose IN ('use', 'delete')),
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
            sealed BLOB NOT NULL CHECK (length(sealed) > 0),
            changed_at INTEGER NOT NULL,
            CHECK ((vault_id IS NOT NULL) + (source_id IS NOT NULL) + (key_id IS NOT NULL)
                + (agent_id IS NOT NULL) = 1),
            CHECK (purpose = 'use' OR vault_id IS NOT NULL),
            UNIQUE (vault_id, purpose, name),
            UNIQUE (source_id, purpose, name),
            UNIQUE (key_id, purpose, name),
            UNIQUE (agent_id, purpose, name),
            FOREIGN KEY (tenant_id, vault_id) REFERENCES vaults (tenant_id, id)
                ON DELETE CASCADE,
            FOREIGN KEY (tenant_id, source_id) REFERENCES sources (tenant_id, id)
                ON DELETE CASCADE,
            FOREIGN KEY (tenant_id, key_id) REFERENCES keys (tenant_id, id)
                ON DELETE CASCADE,
            FOREIGN KEY (tenant_id, agent_id) REFERENCES agents (tenant_id, id)
                ON DELETE CASCADE
        ) STRICT;
        INSERT INTO secrets_of_more
            (id, tenant_id, vault_id, source_id, key_id, purpose, name, sealed, changed_at)
            SELECT id, tenant_id, vault_id, source_id, key_id, purpose, name, sealed, changed_at
            FROM secrets;
        DROP TABLE secrets;
        ALTER TABLE secrets_of_more RENAME TO secrets;
        """

    private static let postgresScript: StaticString = """
        ALTER TABLE secrets ADD COLUMN agent_id uuid;
        ALTER TABLE secrets DROP CONSTRAINT secrets_check;
        ALTER TABLE secrets ADD CHECK (num_nonnulls(vault_id, source_id, key_id, agent_id) = 1);
        ALTER TABLE secrets ADD UNIQUE (agent_id, purpose, name);
        ALTER TABLE secrets ADD FOREIGN KEY (tenant_id, agent_id)
            REFERENCES agents (tenant_id, id) ON DELETE CASCADE;
        """
}
