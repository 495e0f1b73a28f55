package import Domain

/// What there is around a run that somebody wants, in the transaction that adds it.
package struct RunSurroundings: Sendable {
    package let source: Source?
    /// Those of the subject that there are: the source's, where it names none itself.
    package let vaults: [KnownVault]
    package let snapshot: KnownSnapshot?
    /// On whose machine it would happen.
    package let agent: Agent?
    /// Backups of the same source that have not ended, the oldest first; where it is about no
    /// source, all that have not ended and are about one of the vaults and about no source.
    package let open: [Run]

    package init(
        source: Source?, vaults: [KnownVault], snapshot: KnownSnapshot?, agent: Agent?,
        open: [Run]
    ) {
        self.source = source
        self.vaults = vaults
        self.snapshot = snapshot
        self.agent = agent
        self.open = open
    }
}

/// What comes of a wish for a run.
package enum RunStart: Sendable {
    case new(RunPage, [AuditDraft])
    /// There is one that does what is wanted.
    case existing(Run)
}
