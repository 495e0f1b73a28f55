extension Migration {
    /// How much each vault is meant to hold and how fast agents go there, and how much lay in it
    /// when somebody counted: also at places that do not tell how much is free.
    static let eighteenthVaultBounds = Migration(
        18, "vault_bounds", sqlite: sqliteScript, postgres: postgresScript)

    // SQLite takes no constraint of a column away: the table is made anew, with 90 days at most of
    // each vault.
    private static let sqliteScript: StaticString = """
        ALTER TABLE vaults ADD COLUMN quota INTEGER CHECK (quota > 0);
        ALTER TABLE vaults ADD COLUMN upload INTEGER CHECK (upload > 0);
        ALTER TABLE vaults ADD COLUMN download INTEGER CHECK (download > 0);
        CREATE TABLE vault_measures (
            vault_id BLOB NOT NULL REFERENCES vaults ON DELETE CASCADE,
            day INTEGER NOT NULL,
            seen_at INTEGER NOT NULL,
            free INTEGER CHECK (free >= 0),
            total INTEGER CHECK (total >= free),
            held INTEGER CHECK (held >= 0),
            PRIMARY KEY (vault_id, day)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO vault_measures (vault_id, day, seen_at, free, total)
            SELECT vault_id, day, seen_at, free, total FROM vault_space;
        DROP TABLE vault_space;
        ALTER TABLE vault_measures RENAME TO vault_space;
        """

    private static let postgresScript: StaticString = """
        ALTER TABLE vaults ADD COLUMN quota bigint CHECK (quota > 0);
        ALTER TABLE vaults ADD COLUMN upload bigint CHECK (upload > 0);
        ALTER TABLE vaults ADD COLUMN download bigint CHECK (download > 0);
        ALTER TABLE vault_space ALTER COLUMN free DROP NOT NULL;
        ALTER TABLE vault_space ADD COLUMN held bigint CHECK (held >= 0);
        """
}
