// docs/formats/agent-protocol.md

package import Domain
package import Values

/// What a rehearsed restore came to, in figures that are kept of the source.
package struct DrillMeasured: Hashable, Sendable {
    package let run: ID<Run>
    package let vault: ID<KnownVault>
    package let locator: String
    package let hasPassed: Bool
    /// What is not as it was backed up; the lines of the run name them.
    package let findings: Int
    /// Those whose content is what was backed up, and their bytes.
    package let files: Int64
    package let size: ByteCount
    /// SQLite databases that were opened and checked.
    package let databases: Int64
    /// Until the first byte of content came; nil where there was none.
    package let firstByte: Duration?
    package let restoreTime: Duration
    package let verifyTime: Duration
    /// How much would be lost if everything since the snapshot were gone.
    package let dataAge: Duration

    package init(
        run: ID<Run>, vault: ID<KnownVault>, locator: String, hasPassed: Bool, findings: Int,
        files: Int64, size: ByteCount, databases: Int64, firstByte: Duration?,
        restoreTime: Duration, verifyTime: Duration, dataAge: Duration
    ) {
        self.run = run
        self.vault = vault
        self.locator = locator
        self.hasPassed = hasPassed
        self.findings = findings
        self.files = files
        self.size = size
        self.databases = databases
        self.firstByte = firstByte
        self.restoreTime = restoreTime
        self.verifyTime = verifyTime
        self.dataAge = dataAge
    }
}

/// What a restore would do, or does not do because of it.
package struct RestorePlanned: Hashable, Sendable {
    package let run: ID<Run>
    /// Entries where nothing is, or the same, or something else of the same kind, or of another.
    package let new: Int
    package let unchanged: Int
    package let changed: Int
    package let conflicts: Int
    /// Those that cannot be restored there at all.
    package let refused: Int
    /// To be written.
    package let size: ByteCount

    package init(
        run: ID<Run>, new: Int, unchanged: Int, changed: Int, conflicts: Int, refused: Int,
        size: ByteCount
    ) {
        self.run = run
        self.new = new
        self.unchanged = unchanged
        self.changed = changed
        self.conflicts = conflicts
        self.refused = refused
        self.size = size
    }
}

/// What a restore did.
package struct RestoreDone: Hashable, Sendable {
    package let run: ID<Run>
    /// Those that were written, and the bytes of their content.
    package let entries: Int64
    package let size: ByteCount
    /// Those that were left alone because something else was there.
    package let skipped: Int64
    /// Those that could not be given back, or not whole.
    package let issues: Int

    package init(
        run: ID<Run>, entries: Int64, size: ByteCount, skipped: Int64, issues: Int
    ) {
        self.run = run
        self.entries = entries
        self.size = size
        self.skipped = skipped
        self.issues = issues
    }
}
