extension Migration {
    /// Tokens that say what is backed up of the machines that join by them, as JSON. Whether its
    /// vault and its schedule are still there is for whoever looks for them.
    static let fifteenthFirstProtection = Migration(
        15, "first_protection", sqlite: sqliteScript, postgres: postgresScript)

    private static let sqliteScript: StaticString = """
        ALTER TABLE one_time_tokens ADD COLUMN protects TEXT;
        """

    private static let postgresScript: StaticString = """
        ALTER TABLE one_time_tokens ADD COLUMN protects text COLLATE "C";
        """
}
