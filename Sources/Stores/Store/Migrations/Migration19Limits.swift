extension Migration {
    /// How much of its machine the hub lets an agent take, and how fast one run may be; missing
    /// where nobody said anything.
    static let nineteenthLimits = Migration(
        19, "limits", sqlite: sqliteScript, postgres: postgresScript)

    private static let sqliteScript: StaticString = """
        ALTER TABLE agents ADD COLUMN runs_at_once INTEGER
            CHECK (runs_at_once BETWEEN 1 AND 64);
        ALTER TABLE agents ADD COLUMN upload_max INTEGER CHECK (upload_max >= 1024);
        ALTER TABLE agents ADD COLUMN download_max INTEGER CHECK (download_max >= 1024);
        ALTER TABLE agents ADD COLUMN niceness INTEGER CHECK (niceness BETWEEN 0 AND 19);
        ALTER TABLE runs ADD COLUMN bandwidth TEXT;
        """

    private static let postgresScript: StaticString = """
        ALTER TABLE agents ADD COLUMN runs_at_once bigint
            CHECK (runs_at_once BETWEEN 1 AND 64);
        ALTER TABLE agents ADD COLUMN upload_max bigint CHECK (upload_max >= 1024);
        ALTER TABLE agents ADD COLUMN download_max bigint CHECK (download_max >= 1024);
        ALTER TABLE agents ADD COLUMN niceness bigint CHECK (niceness BETWEEN 0 AND 19);
        ALTER TABLE runs ADD COLUMN bandwidth text COLLATE "C";
        """
}
