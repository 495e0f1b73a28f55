package import Values

/// What came of looking after a vault last, one kind of work.
package struct VaultCare: Hashable, Sendable {
    package let vault: ID<KnownVault>
    package let kind: RunKind
    /// The last run that ended.
    package let run: ID<Run>
    package let state: RunState
    package let ended: Timestamp
    /// Bytes freed.
    package let size: ByteCount
    /// When the last run that ended well was made.
    package let lastGood: Timestamp?
    /// How many ended badly since.
    package let failures: Int

    package init(
        vault: ID<KnownVault>, kind: RunKind, run: ID<Run>, state: RunState, ended: Timestamp,
        size: ByteCount, lastGood: Timestamp?, failures: Int
    ) {
        self.vault = vault
        self.kind = kind
        self.run = run
        self.state = state
        self.ended = ended
        self.size = size
        self.lastGood = lastGood
        self.failures = failures
    }

    /// What the end of a run says of the vault it was about; nil for runs that look after none,
    /// and for what did not begin.
    package init?(endOf run: Run, after last: VaultCare?) {
        guard MaintenanceCadence.kinds.contains(run.kind), let vault = run.subject.vaults.first,
            let ended = run.ended, run.position.state != .skipped, !run.forgetsOfOneSource
        else { return nil }
        let isGood = run.position.state == .succeeded || run.position.state == .warned
        let hasFailed = run.position.state == .failed
        self.init(
            vault: vault, kind: run.kind, run: run.id, state: run.position.state, ended: ended,
            size: run.tally.content,
            lastGood: isGood
                ? max(run.created, last?.lastGood ?? run.created) : last?.lastGood,
            failures: isGood ? 0 : (last?.failures ?? 0) + (hasFailed ? 1 : 0))
    }

    private static let backoff = Backoff(first: .seconds(900), longest: .seconds(12 * 3600))

    /// From when on it is tried again after it failed; nil when it did not.
    package var retryFrom: Timestamp? {
        failures > 0 ? ended + Self.backoff.wait(after: failures) : nil
    }
}
