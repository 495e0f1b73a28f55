package import Domain
internal import JSON
package import Values

/// The hub's first word: who it is, and the number to sign.
package struct Challenge: Hashable, Sendable {
    package let speaks: ProtocolVersions
    package let hub: ID<Hub>
    package let nonce: [UInt8]
    package let time: Timestamp

    package init(speaks: ProtocolVersions = .ours, hub: ID<Hub>, nonce: [UInt8], time: Timestamp) {
        self.speaks = speaks
        self.hub = hub
        self.nonce = nonce
        self.time = time
    }

    static let schema = Schema<Challenge>.object(
        "Challenge", "The hub's first word.",
        Field("speaks", \.speaks, .versions), Field("hub", \.hub, .id()),
        Field("nonce", \.nonce, .exactly(LinkProof.nonceSize)), Field("time", \.time, .timestamp)
    ) { Challenge(speaks: $0, hub: $1, nonce: $2, time: $3) }
}

/// The agent's first word: who it is, what it can, and what it remembers.
package struct Hello: Hashable, Sendable {
    package let speaks: ProtocolVersions
    package let program: String
    package let agent: ID<Agent>
    package let incarnation: ID<Incarnation>
    package let nonce: [UInt8]
    /// Ed25519 over `LinkProof`, by the agent's key.
    package let signature: [UInt8]
    package let time: Timestamp
    /// The last sequence it used in this incarnation; 0 for none.
    package let recorded: Int64
    /// What it keeps, this incarnation and earlier ones, the oldest first.
    package let journals: [JournalSpan]
    /// The hub that had what is acknowledged; nil when nothing is. Another one has lost it.
    package let hubIncarnation: ID<Incarnation>?
    /// SHA-256 of the configuration it goes by.
    package let configuration: [UInt8]?
    package let capabilities: Capabilities
    package let runs: [RunClaimed]

    package init(
        speaks: ProtocolVersions = .ours, program: String, agent: ID<Agent>,
        incarnation: ID<Incarnation>, nonce: [UInt8], signature: [UInt8], time: Timestamp,
        recorded: Int64, journals: [JournalSpan], hubIncarnation: ID<Incarnation>?,
        configuration: [UInt8]?, capabilities: Capabilities, runs: [RunClaimed]
    ) {
        self.speaks = speaks
        self.program = program
        self.agent = agent
        self.incarnation = incarnation
        self.nonce = nonce
        self.signature = signature
        self.time = time
        self.recorded = recorded
        self.journals = journals
        self.hubIncarnation = hubIncarnation
        self.configuration = configuration
        self.capabilities = capabilities
        self.runs = runs
    }

    static let schema = Schema<Hello>.object(
        "Hello", "The agent's first word.",
        Field("speaks", \.speaks, .versions), Field("program", \.program, .text(1...100)),
        Field("agent", \.agent, .id()), Field("incarnation", \.incarnation, .id()),
        Field("nonce", \.nonce, .exactly(LinkProof.nonceSize)),
        Field("signature", \.signature, .exactly(64)), Field("time", \.time, .timestamp),
        Field("recorded", \.recorded, .count),
        Field(
            "journals", \.journals, .list(of: JournalSpan.schema, 0...ProtocolLimits.journalsMax)),
        Field(optional: "hubIncarnation", \.hubIncarnation, .id()),
        Field(optional: "configuration", \.configuration, .exactly(32)),
        Field("capabilities", \.capabilities, Capabilities.schema),
        Field("runs", \.runs, .list(of: .claimed, 0...ProtocolLimits.claimsMax))
    ) {
        Hello(
            speaks: $0, program: $1, agent: $2, incarnation: $3, nonce: $4, signature: $5,
            time: $6, recorded: $7, journals: $8, hubIncarnation: $9, configuration: $10,
            capabilities: $11, runs: $12)
    }
}

/// What an agent keeps of one incarnation.
package struct JournalSpan: Hashable, Sendable {
    package let incarnation: ID<Incarnation>
    /// The oldest record it still has, and the newest.
    package let first: Int64
    package let last: Int64

    package init(incarnation: ID<Incarnation>, first: Int64, last: Int64) {
        self.incarnation = incarnation
        self.first = first
        self.last = last
    }

    static let schema = Schema<JournalSpan>.object(
        "JournalSpan", "Records that an agent keeps.",
        Field("incarnation", \.incarnation, .id()), Field("first", \.first, .sequence),
        Field("last", \.last, .sequence)
    ) { incarnation, first, last in
        guard first <= last else {
            throw Violation.Reason.invalid(code: "range", message: "It ends before it begins.")
        }
        return JournalSpan(incarnation: incarnation, first: first, last: last)
    }
}

/// What an agent can do.
package struct Capabilities: Hashable, Sendable {
    package let sources: [SourceKind]
    package let formats: [KnownVault.Format]
    package let isWorker: Bool
    package let capacity: Int

    package init(
        sources: [SourceKind], formats: [KnownVault.Format], isWorker: Bool, capacity: Int
    ) {
        self.sources = sources
        self.formats = formats
        self.isWorker = isWorker
        self.capacity = capacity
    }

    static let schema = Schema<Capabilities>.object(
        "Capabilities", "What an agent can do.",
        Field("sources", \.sources, .list(of: .choice, 0...SourceKind.allCases.count)),
        Field("formats", \.formats, .list(of: .choice, 0...KnownVault.Format.allCases.count)),
        Field("worker", \.isWorker, .bool),
        Field("capacity", \.capacity, .field(Fields.concurrentRuns))
    ) { Capabilities(sources: $0, formats: $1, isWorker: $2, capacity: $3) }
}

/// A run that an agent has, and how far it is there.
package struct RunClaimed: Hashable, Sendable {
    package let run: ID<Run>
    package let claim: HubRepair.Claim

    package init(run: ID<Run>, claim: HubRepair.Claim) {
        self.run = run
        self.claim = claim
    }
}

/// The hub's answer to a hello it believes.
package struct Welcome: Hashable, Sendable {
    /// Ed25519 over `LinkProof`, by the hub's key that was pinned at enrolment.
    package let signature: [UInt8]
    package let hubIncarnation: ID<Incarnation>
    package let time: Timestamp
    package let standing: AgentStanding
    /// For each journal of the hello, up to where the hub has it.
    package let received: [Received]
    package let heartbeat: Duration

    package init(
        signature: [UInt8], hubIncarnation: ID<Incarnation>, time: Timestamp,
        standing: AgentStanding, received: [Received], heartbeat: Duration
    ) {
        self.signature = signature
        self.hubIncarnation = hubIncarnation
        self.time = time
        self.standing = standing
        self.received = received
        self.heartbeat = heartbeat
    }

    static let schema = Schema<Welcome>.object(
        "Welcome", "The hub's answer to a hello it believes.",
        Field("signature", \.signature, .exactly(64)),
        Field("hubIncarnation", \.hubIncarnation, .id()), Field("time", \.time, .timestamp),
        Field("standing", \.standing, .choice),
        Field("received", \.received, .list(of: Received.schema, 0...ProtocolLimits.journalsMax)),
        Field(
            "heartbeat", \.heartbeat, .span(.seconds(5)...(.seconds(60))), "Milliseconds.")
    ) {
        Welcome(
            signature: $0, hubIncarnation: $1, time: $2, standing: $3, received: $4, heartbeat: $5)
    }
}

/// Up to where the hub has the records of an incarnation, committed.
package struct Received: Hashable, Sendable {
    package let incarnation: ID<Incarnation>
    package let through: Int64
    /// Whether the agent has to send again what comes after: something was missing.
    package let rewinds: Bool

    package init(incarnation: ID<Incarnation>, through: Int64, rewinds: Bool = false) {
        self.incarnation = incarnation
        self.through = through
        self.rewinds = rewinds
    }

    static let schema = Schema<Received>.object(
        "Received", "Up to where the hub has an incarnation's records.",
        Field("incarnation", \.incarnation, .id()), Field("through", \.through, .count),
        Field("rewinds", \.rewinds, .bool, default: false)
    ) { Received(incarnation: $0, through: $1, rewinds: $2) }
}
