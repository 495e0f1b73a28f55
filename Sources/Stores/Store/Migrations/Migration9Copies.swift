extension Migration {
    /// Where else the snapshots of a vault are kept; and how to find what came since.
    static let ninthCopies = Migration(9, "copies", sqlite: sqliteScript, postgres: postgresScript)

    private static let sqliteScript: StaticString = """
        CREATE TABLE vault_copies (
            tenant_id BLOB NOT NULL,
            vault_id BLOB NOT NULL,
            target_id BLOB NOT NULL,
            position INTEGER NOT NULL CHECK (position >= 0),
            rules TEXT,
            PRIMARY KEY (vault_id, target_id),
            UNIQUE (vault_id, position),
            CHECK (vault_id <> target_id),
            FOREIGN KEY (tenant_id, vault_id) REFERENCES vaults (tenant_id, id)
                ON DELETE CASCADE,
            FOREIGN KEY (tenant_id, target_id) REFERENCES vaults (tenant_id, id)
                ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX vault_copies_of_target ON vault_copies (target_id);
        CREATE INDEX snapshots_by_arrival ON snapshots (vault_id, first_seen_at);
        """

    private static let postgresScript: StaticString = """
        CREATE TABLE vault_copies (
            tenant_id uuid NOT NULL,
            vault_id uuid NOT NULL,
            target_id uuid NOT NULL,
            position bigint NOT NULL CHECK (position >= 0),
            rules text COLLATE "C",
            PRIMARY KEY (vault_id, target_id),
            UNIQUE (vault_id, position),
            CHECK (vault_id <> target_id),
            FOREIGN KEY (tenant_id, vault_id) REFERENCES vaults (tenant_id, id)
                ON DELETE CASCADE,
            FOREIGN KEY (tenant_id, target_id) REFERENCES vaults (tenant_id, id)
                ON DELETE CASCADE
        );
        CREATE INDEX vault_copies_of_target ON vault_copies (target_id);
        CREATE INDEX snapshots_by_arrival ON snapshots (vault_id, first_seen_at);
        """
}
