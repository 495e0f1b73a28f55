package import Domain
package import JSON
package import Values

/// Something an agent wrote down before it told anybody: numbered within its incarnation, sent in
/// order, and kept until long after the hub has it.
package struct JournalRecord: Hashable, Sendable {
    /// 1, 2, 3… within the incarnation, without gaps.
    package let sequence: Int64
    /// By the agent's clock.
    package let time: Timestamp
    package let event: RunEvent

    package init(sequence: Int64, time: Timestamp, event: RunEvent) {
        self.sequence = sequence
        self.time = time
        self.event = event
    }

    package static let schema = Schema<JournalRecord>.object(
        "JournalRecord", "Something that happened to a run, numbered.",
        Field("sequence", \.sequence, .sequence),
        Field("time", \.time, .timestamp),
        Field("event", \.event, RunEvent.schema)
    ) { JournalRecord(sequence: $0, time: $1, event: $2) }
}

/// What happens to a run on its agent.
package enum RunEvent: Hashable, Sendable {
    /// An attempt began. Of a run the agent fired itself, the hub hears first by this.
    case began(RunBegan)
    /// What makes the attempt count is being written.
    case finalizing(RunAttempt)
    /// What came of it in one vault.
    case outcome(ID<Run>, VaultOutcome)
    /// The attempt ended and another follows.
    case retried(RunRetried)
    /// The run ended.
    case ended(RunEnded)
    /// A firing that did not begin.
    case skipped(Firing, SkipReason)
    /// A line of the run's log.
    case line(RunLine)
    /// One page of what lies in a vault, as it was read from there.
    case listing(VaultListing)
    /// What a rehearsed restore came to.
    case drilled(DrillMeasured)
    /// What a restore would do.
    case planned(RestorePlanned)
    case restored(RestoreDone)
}

/// Which try of a run, under which lease.
package struct RunAttempt: Hashable, Sendable {
    package let run: ID<Run>
    package let attempt: Int
    package let fence: Int64

    package init(run: ID<Run>, attempt: Int, fence: Int64) {
        self.run = run
        self.attempt = attempt
        self.fence = fence
    }
}

package struct RunBegan: Hashable, Sendable {
    package let attempt: RunAttempt
    package let kind: RunKind
    /// Of a run that a schedule fired; the run's id follows from it.
    package let firing: Firing?
    package let vaults: [ID<KnownVault>]

    package init(
        attempt: RunAttempt, kind: RunKind, firing: Firing?, vaults: [ID<KnownVault>]
    ) {
        self.attempt = attempt
        self.kind = kind
        self.firing = firing
        self.vaults = vaults
    }
}

package struct RunRetried: Hashable, Sendable {
    package let attempt: RunAttempt
    package let failure: RunFailure?
    package let notBefore: Timestamp

    package init(attempt: RunAttempt, failure: RunFailure?, notBefore: Timestamp) {
        self.attempt = attempt
        self.failure = failure
        self.notBefore = notBefore
    }
}

package struct RunEnded: Hashable, Sendable {
    package let attempt: RunAttempt
    package let verdict: RunVerdict
    package let failure: RunFailure?
    package let entries: Int64
    package let content: ByteCount
    package let issues: Int

    package init(
        attempt: RunAttempt, verdict: RunVerdict, failure: RunFailure? = nil, entries: Int64 = 0,
        content: ByteCount = ByteCount(0), issues: Int = 0
    ) {
        self.attempt = attempt
        self.verdict = verdict
        self.failure = failure
        self.entries = entries
        self.content = content
        self.issues = issues
    }
}

package struct RunLine: Hashable, Sendable {
    package enum Level: String, Hashable, Sendable, CaseIterable {
        case info, warning, error
    }

    package let run: ID<Run>
    package let level: Level
    package let text: String

    package init(run: ID<Run>, level: Level, text: String) {
        self.run = run
        self.level = level
        self.text = text
    }

    /// As many as people read of one run; what follows is counted and not kept.
    package static let perRunMax = 10_000
}

/// What lies in a vault: pages of one reading have one id, and count when the last one is there.
package struct VaultListing: Hashable, Sendable {
    package struct Item: Hashable, Sendable {
        package let locator: String
        package let source: ID<Source>?
        package let run: ID<Run>?
        package let time: Timestamp
        package let size: ByteCount
        /// Something lies there that cannot be read as the snapshot it should be.
        package let isDamaged: Bool

        package init(
            locator: String, source: ID<Source>?, run: ID<Run>?, time: Timestamp, size: ByteCount,
            isDamaged: Bool = false
        ) {
            self.locator = locator
            self.source = source
            self.run = run
            self.time = time
            self.size = size
            self.isDamaged = isDamaged
        }
    }

    package let vault: ID<KnownVault>
    package let reading: UUID
    package let page: Int
    package let isLast: Bool
    package let items: [Item]
    /// When the vault was asked, by the agent's clock: what came since may be missing. Nil from
    /// agents that do not tell it, of which the time of the record is taken.
    package let began: Timestamp?
    /// What is left at the vault's place, and how much there is in all; nil where it cannot tell.
    package let free: ByteCount?
    package let total: ByteCount?
    /// Bytes of everything in the vault, where the hub wants them counted.
    package let held: ByteCount?

    package init(
        vault: ID<KnownVault>, reading: UUID, page: Int, isLast: Bool, items: [Item],
        began: Timestamp? = nil, free: ByteCount? = nil, total: ByteCount? = nil,
        held: ByteCount? = nil
    ) {
        self.vault = vault
        self.reading = reading
        self.page = page
        self.isLast = isLast
        self.items = items
        self.began = began
        self.free = free
        self.total = total
        self.held = held
    }
}
