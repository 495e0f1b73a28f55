package import Values

/// What one rehearsed restore came to: the proof that a source comes back, or that it does not.
package struct KnownDrill: Hashable, Sendable {
    /// What was measured while files were restored and compared.
    package struct Measures: Hashable, Sendable {
        /// Until the first byte of content came; nil where there was none.
        package let firstByte: Duration?
        package let restoreTime: Duration
        package let verifyTime: Duration
        /// How much would be lost if everything since the snapshot were gone.
        package let dataAge: Duration

        package init(
            firstByte: Duration?, restoreTime: Duration, verifyTime: Duration, dataAge: Duration
        ) {
            self.firstByte = firstByte
            self.restoreTime = restoreTime
            self.verifyTime = verifyTime
            self.dataAge = dataAge
        }
    }

    package let run: ID<Run>
    package let tenant: ID<Tenant>
    package let source: ID<Source>?
    package let vault: ID<KnownVault>
    package let snapshot: ID<KnownSnapshot>?
    package let agent: ID<Agent>
    /// By the hub's clock.
    package let time: Timestamp
    package let hasPassed: Bool
    /// What is not as it was backed up; the events of the run name them.
    package let findings: Int
    /// Those whose content is what was backed up, and their bytes.
    package let files: Int64
    package let size: ByteCount
    /// SQLite databases that were opened and checked.
    package let databases: Int64
    /// Nil where it came to no end that could be measured; it has not passed then.
    package let measures: Measures?

    package init(
        run: ID<Run>, tenant: ID<Tenant>, source: ID<Source>?, vault: ID<KnownVault>,
        snapshot: ID<KnownSnapshot>?, agent: ID<Agent>, time: Timestamp, hasPassed: Bool,
        findings: Int, files: Int64, size: ByteCount, databases: Int64, measures: Measures?
    ) {
        precondition(!hasPassed || measures != nil, "what has passed was measured")
        self.run = run
        self.tenant = tenant
        self.source = source
        self.vault = vault
        self.snapshot = snapshot
        self.agent = agent
        self.time = time
        self.hasPassed = hasPassed
        self.findings = findings
        self.files = files
        self.size = size
        self.databases = databases
        self.measures = measures
    }
}
