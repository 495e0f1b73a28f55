extension Migration {
    /// Runs that take everything out of a vault.
    static let fourteenthWipes = Migration(
        14, "wipes", sqlite: sqliteScript, postgres: postgresScript)

    private static let sqliteScript: StaticString = """
        ALTER TABLE runs ADD COLUMN is_wipe INTEGER NOT NULL DEFAULT 0 CHECK (is_wipe IN (0, 1));
        """

    private static let postgresScript: StaticString = """
        ALTER TABLE runs ADD COLUMN is_wipe smallint NOT NULL DEFAULT 0 CHECK (is_wipe IN (0, 1));
        """
}
