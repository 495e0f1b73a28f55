extension Migration {
    /// How much room there was at the place of each vault, one measure a day.
    static let twelfthVaultSpace = Migration(
        12, "vault_space", sqlite: sqliteScript, postgres: postgresScript)

    private static let sqliteScript: StaticString = """
        CREATE TABLE vault_space (
            vault_id BLOB NOT NULL REFERENCES vaults ON DELETE CASCADE,
            day INTEGER NOT NULL,
            seen_at INTEGER NOT NULL,
            free INTEGER NOT NULL CHECK (free >= 0),
            total INTEGER CHECK (total >= free),
            PRIMARY KEY (vault_id, day)
        ) STRICT, WITHOUT ROWID;
        """

    private static let postgresScript: StaticString = """
        CREATE TABLE vault_space (
            vault_id uuid NOT NULL REFERENCES vaults ON DELETE CASCADE,
            day bigint NOT NULL,
            seen_at bigint NOT NULL,
            free bigint NOT NULL CHECK (free >= 0),
            total bigint CHECK (total >= free),
            PRIMARY KEY (vault_id, day)
        );
        """
}
