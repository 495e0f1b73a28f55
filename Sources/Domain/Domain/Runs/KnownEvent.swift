package import Values

/// Something that happened to a run, as the hub keeps it: once, in the hub's own order.
package struct KnownEvent: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        // What the hub says
        /// There is a run: it waits.
        case queued
        /// It was given to its agent.
        case given
        /// Its agent did not take it.
        case refused
        /// Somebody wants it to end.
        case cancelling
        /// Its agent lost it.
        case interrupted
        /// It ended without its agent: it waited too long, or is not wanted any more.
        case dropped

        // What its agent says
        case began
        /// What makes it count is being written.
        case finalizing
        /// What came of it in one vault.
        case outcome
        /// The attempt ended and another follows.
        case retried
        case ended
        case skipped
        /// What a drill measured.
        case drilled
        /// What a restore would do.
        case planned
        /// A line of its log.
        case line
    }

    package enum Level: String, Hashable, Sendable, CaseIterable {
        case info, warning, error
    }

    package let run: ID<Run>
    /// 1, 2, 3… within the run.
    package let number: Int64
    /// By the clock of whoever wrote it down first: the agent's, for what an agent says.
    package let time: Timestamp
    /// By the hub's clock.
    package let received: Timestamp
    package let kind: Kind
    package let level: Level
    package let attempt: Int?
    package let vault: ID<KnownVault>?
    /// Stable, as in `vault_unreachable`: a verdict, a reason, what went wrong.
    package let code: String?
    /// Fit for a person; empty where the kind says it all.
    package let text: String
    /// Which record of which agent this was; nil for the hub's own words.
    package let origin: EventOrigin?

    package init(
        run: ID<Run>, number: Int64, time: Timestamp, received: Timestamp, _ content: Content,
        origin: EventOrigin? = nil
    ) {
        self.run = run
        self.number = number
        self.time = time
        self.received = received
        kind = content.kind
        level = content.level
        attempt = content.attempt
        vault = content.vault
        code = content.code
        text = content.text
        self.origin = origin
    }

    /// What an event says.
    package struct Content: Hashable, Sendable {
        package var kind: Kind
        package var level: Level
        package var attempt: Int?
        package var vault: ID<KnownVault>?
        package var code: String?
        package var text: String

        package init(
            _ kind: Kind, _ level: Level = .info, attempt: Int? = nil,
            vault: ID<KnownVault>? = nil, code: String? = nil, text: String = ""
        ) {
            self.kind = kind
            self.level = level
            self.attempt = attempt
            self.vault = vault
            self.code = code
            self.text = text
        }
    }
}

/// A record of an agent's journal: one event for each, however often it is sent.
package struct EventOrigin: Hashable, Sendable {
    package let agent: ID<Agent>
    package let incarnation: ID<Incarnation>
    package let sequence: Int64

    package init(agent: ID<Agent>, incarnation: ID<Incarnation>, sequence: Int64) {
        self.agent = agent
        self.incarnation = incarnation
        self.sequence = sequence
    }
}

/// One life of an agent's journal, as far as the hub has it.
package struct KnownJournal: Hashable, Sendable {
    package let agent: ID<Agent>
    package let incarnation: ID<Incarnation>
    /// Up to where its records are committed.
    package var committed: Int64
    /// Records that the agent does not have any more and the hub never had, or lost.
    package var missing: Int64
    /// Records that were none of this agent's business: committed, and nothing made of them.
    package var refused: Int64

    package init(
        agent: ID<Agent>, incarnation: ID<Incarnation>, committed: Int64 = 0, missing: Int64 = 0,
        refused: Int64 = 0
    ) {
        self.agent = agent
        self.incarnation = incarnation
        self.committed = committed
        self.missing = missing
        self.refused = refused
    }
}
