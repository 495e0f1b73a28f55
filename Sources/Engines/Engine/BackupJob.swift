package import Connector
internal import Cryptography
package import Values

/// What is to be backed up, and as what.
package struct BackupJob: Sendable {
    /// Names this run. A vault gets at most one snapshot of it, however often it is tried.
    package let run: UUID
    /// What the snapshot is called where the format lets us choose: the run's id, but for one of
    /// several who may work on a run one after the other. What another began is never touched.
    package let snapshot: UUID
    package private(set) var source: any Connector
    /// What a hub calls the source; nil where none does.
    package let origin: UUID?
    package let details: SnapshotDetails
    package let issuePolicy: IssuePolicy
    /// What else was asked for, as what is left out. Two attempts go together where it is the same;
    /// nothing more is known of it.
    package let terms: String
    package let started: Timestamp
    /// Asked for each vault right before the object is written that makes a snapshot of what lies
    /// there. When it throws, the vault has none of this run.
    package let fence: @Sendable () async throws -> Void

    package init(
        run: UUID, snapshot: UUID? = nil, source: any Connector, origin: UUID? = nil,
        details: SnapshotDetails, issuePolicy: IssuePolicy,
        terms: String = "", started: Timestamp,
        fence: @escaping @Sendable () async throws -> Void = {}
    ) {
        self.run = run
        self.snapshot = snapshot ?? run
        self.source = source
        self.origin = origin
        self.details = details
        self.issuePolicy = issuePolicy
        self.terms = terms
        self.started = started
        self.fence = fence
    }

    /// Of all that has to be the same for one attempt to go on with what another has stored.
    package var fingerprint: String {
        // Who wants to hear of the first issue is not to get what has some already.
        let all = "\(details) \(issuePolicy == .failFast) \(terms)"
        return "\(SHA256.hash(Array(all.utf8)))"
    }

    package var ownTags: [String] {
        [OwnTag.run.of(run)] + [origin.map(OwnTag.source.of)].compactMap(\.self)
    }

    /// The same by way of another reading of the source.
    package func reading(_ source: any Connector) -> BackupJob {
        var job = self
        job.source = source
        return job
    }
}

/// How a backup went: once for reading, and once for each vault.
package struct BackupReport: Sendable {
    package enum Verdict: Sendable {
        /// The snapshot is whole and durable.
        case stored(Snapshot)
        /// This vault has no new snapshot; the others are none the worse.
        case failed(EngineError)
    }

    package struct Outcome: Sendable {
        package let vault: String
        package let verdict: Verdict
        /// Bytes sent in this run, without those an earlier attempt had sent.
        package let sent: ByteCount
        /// Parts or packs an earlier attempt had finished.
        package let reused: Int
        /// What a person should know of this vault although nothing failed: that something an
        /// earlier attempt had stored was no longer as it was, and was replaced.
        package let notes: [String]

        package init(
            vault: String, verdict: Verdict, sent: ByteCount, reused: Int, notes: [String] = []
        ) {
            self.vault = vault
            self.verdict = verdict
            self.sent = sent
            self.reused = reused
            self.notes = notes
        }
    }

    package let totals: SourceTotals
    package let issues: IssueLog
    /// In the order in which the vaults were given.
    package let outcomes: [Outcome]

    package init(totals: SourceTotals, issues: IssueLog, outcomes: [Outcome]) {
        self.totals = totals
        self.issues = issues
        self.outcomes = outcomes
    }
}
