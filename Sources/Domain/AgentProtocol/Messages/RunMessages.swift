package import Domain
package import JSON
package import Values

/// The hub gives an agent an attempt of a run. It may say so more than once.
package struct RunOrder: Hashable, Sendable {
    package let attempt: RunAttempt
    package let kind: RunKind
    package let priority: RunPriority
    /// What is read: only for runs about a source. It is sent whole, for workers know no sources.
    package let source: ConfiguredSource?
    /// Where it goes, or what is looked after, with what this run needs and no more. None where
    /// the entries arrive from another agent.
    package let vaults: [ConfiguredVault]
    /// How the vault's format names the snapshot in question.
    package let snapshot: String?
    package let destination: RunDestination?
    /// From the root of the snapshot; empty for everything.
    package let paths: [String]
    /// Snapshots that go, for forget and delete.
    package let leaving: [String]
    /// Snapshots that a copy brings; nil for `snapshot`, or all that the second vault lacks.
    package let copying: [String]?
    /// How files are given back; only for restores.
    package let terms: RestoreTerms?
    /// How much of the content a check reads: 0 for nothing, 100 for all of it.
    package let percent: Int?
    /// A prune takes everything, snapshots first.
    package let isWipe: Bool
    /// Where an export goes.
    package let stream: StreamTicket?
    /// Where the entries of a restore come from; nil for its vault, which the agent opens itself.
    package let arrival: Arrival?
    /// For so long the run is the agent's, from when it is given and from each ping whose pong
    /// does not list it as lost; nil for as long as it takes.
    package let lease: Duration?
    /// How fast this run alone may move data; absent for as fast as the agent goes.
    package let bandwidth: Bandwidth?

    package init(
        attempt: RunAttempt, kind: RunKind, priority: RunPriority = .normal,
        source: ConfiguredSource? = nil, vaults: [ConfiguredVault], snapshot: String? = nil,
        destination: RunDestination? = nil, paths: [String] = [], leaving: [String] = [],
        copying: [String]? = nil, terms: RestoreTerms? = nil, percent: Int? = nil,
        isWipe: Bool = false, stream: StreamTicket? = nil, arrival: Arrival? = nil,
        lease: Duration? = nil, bandwidth: Bandwidth? = nil
    ) {
        self.attempt = attempt
        self.kind = kind
        self.priority = priority
        self.source = source
        self.vaults = vaults
        self.snapshot = snapshot
        self.destination = destination
        self.paths = paths
        self.leaving = leaving
        self.copying = copying
        self.terms = terms
        self.percent = percent
        self.isWipe = isWipe
        self.stream = stream
        self.arrival = arrival
        self.lease = lease
        self.bandwidth = bandwidth
    }

    /// The vaults that it is about, whether or not this agent opens them.
    package var vaultIDs: [ID<KnownVault>] { arrival.map { [$0.vault] } ?? vaults.map(\.id) }

    static let schema = Schema<RunOrder>.object(
        "RunOrder", "An attempt of a run, for an agent.",
        Field("of", \.attempt, .attempt), Field("run", \.kind, .choice),
        Field("priority", \.priority, .choice, default: .normal),
        Field(optional: "source", \.source, .configured),
        Field("vaults", \.vaults, .list(of: .configured, 0...Fields.vaultCount.range.upperBound)),
        Field(optional: "snapshot", \.snapshot, .locator),
        Field(optional: "destination", \.destination, .destination),
        Field("paths", \.paths, .list(of: .field(Fields.path), 0...10_000), default: []),
        Field("leaving", \.leaving, .list(of: .locator, 0...10_000), default: []),
        Field(optional: "copying", \.copying, .list(of: .locator, 0...10_000)),
        Field(optional: "restore", \.terms, .terms),
        Field(optional: "percent", \.percent, .integer(0...100)),
        Field(optional: "wipe", { $0.isWipe ? true : nil }, .bool),
        Field(optional: "stream", \.stream, StreamTicket.schema),
        Field(optional: "arrival", \.arrival, Arrival.schema),
        Field(optional: "lease", \.lease, .span(leases), "Milliseconds."),
        Field(optional: "bandwidth", \.bandwidth, .bandwidth)
    ) {
        RunOrder(
            attempt: $0, kind: $1, priority: $2, source: $3, vaults: $4, snapshot: $5,
            destination: $6, paths: $7, leaving: $8, copying: $9, terms: $10, percent: $11,
            isWipe: $12 ?? false, stream: $13, arrival: $14, lease: $15,
            bandwidth: $16)
    }

    private static let leases = Duration.seconds(10)...(.seconds(3600))
}

extension Schema<Bandwidth> {
    package static let bandwidth = Schema.object(
        "Bandwidth", "How fast data may go; what is missing is not held back.",
        Field(optional: "upload", \.upload, .rate, "Bytes a second."),
        Field(optional: "download", \.download, .rate, "Bytes a second.")
    ) { Bandwidth(upload: $0, download: $1) }
}

extension Schema<RestoreTerms> {
    package static let terms = Schema.object(
        "RestoreTerms", "How files are given back.",
        Field("conflicts", \.conflicts, .choice, default: .fail),
        Field("moves", \.moves, .list(of: .move, 0...100), default: []),
        Field(
            optional: "confirmation", \.confirmation, .field(Fields.hostName),
            "The machine's name as a person typed it."),
        Field("rehearsal", \.isRehearsal, .bool, default: false)
    ) { RestoreTerms(conflicts: $0, moves: $1, confirmation: $2, isRehearsal: $3) }
}

extension Schema<RestoreTerms.Move> {
    package static let move = Schema.object(
        "RestoreMove", "What takes the place of the beginning of a path.",
        Field("from", \.from, .field(Fields.path)),
        Field(optional: "to", \.to, .field(Fields.path), "Absent: the destination itself.")
    ) { RestoreTerms.Move(from: $0, to: $1) }
}

private struct DestinationFolder: Sendable {
    let path: String
    static let schema = Schema<DestinationFolder>.object(
        "DestinationFolder", "A folder of the agent.", Field("path", \.path, .absolute)
    ) { DestinationFolder(path: $0) }
}

extension Schema<RunDestination> {
    package static let destination = Schema.union(
        "RunDestination", "Where files go.", by: "kind",
        [
            UnionCase(
                "in_place", Nothing.schema("InPlace", "Where they came from."),
                make: { _ in .inPlace }
            ) { $0 == .inPlace ? Nothing() : nil },
            UnionCase("folder", DestinationFolder.schema, make: { .folder(path: $0.path) }) {
                if case .folder(let path) = $0 { DestinationFolder(path: path) } else { nil }
            },
            UnionCase(
                "download", Nothing.schema("Download", "A person's browser."),
                make: { _ in .download }
            ) { $0 == .download ? Nothing() : nil },
        ])
}

/// What an agent says to a run it was given.
package struct RunReply: Hashable, Sendable {
    package let attempt: RunAttempt
    /// How far it is; nil where it is refused.
    package let state: RunState?
    package let refusal: DispatchRefusal?
    /// What people are told of the refusal, where the machine has more to say.
    package let message: String?

    package init(attempt: RunAttempt, state: RunState) {
        self.attempt = attempt
        self.state = state
        refusal = nil
        message = nil
    }

    package init(attempt: RunAttempt, refusal: DispatchRefusal, message: String? = nil) {
        self.attempt = attempt
        state = nil
        self.refusal = refusal
        self.message = message
    }

    static let schema = Schema<RunReply>.object(
        "RunReply", "What an agent says to a run it was given.",
        Field("of", \.attempt, .attempt), Field(optional: "state", \.state, .choice),
        Field(optional: "refusal", \.refusal, .choice),
        Field(optional: "message", \.message, .text(1...ProtocolLimits.textMax, .lines))
    ) { attempt, state, refusal, message in
        switch (state, refusal) {
        case (let state?, nil): return RunReply(attempt: attempt, state: state)
        case (nil, let refusal?):
            return RunReply(attempt: attempt, refusal: refusal, message: message)
        default:
            throw Violation.Reason.invalid(
                code: "one_of", message: "Either a state or a refusal is told.")
        }
    }
}

/// How far a run is, once a second at most. It is not written down: the next one says it anew.
package struct ProgressReport: Hashable, Sendable {
    package let attempt: RunAttempt
    package let entries: Int64
    package let bytes: ByteCount
    package let transferred: ByteCount
    package let bytesExpected: ByteCount?
    package let current: String

    package init(
        attempt: RunAttempt, entries: Int64, bytes: ByteCount, transferred: ByteCount,
        bytesExpected: ByteCount?, current: String
    ) {
        self.attempt = attempt
        self.entries = entries
        self.bytes = bytes
        self.transferred = transferred
        self.bytesExpected = bytesExpected
        self.current = current
    }

    static let schema = Schema<ProgressReport>.object(
        "Progress", "How far a run is.",
        Field("of", \.attempt, .attempt), Field("entries", \.entries, .amount),
        Field("bytes", \.bytes, .bytes), Field("transferred", \.transferred, .bytes),
        Field(optional: "bytesExpected", \.bytesExpected, .bytes),
        Field("current", \.current, .text(0...ProtocolLimits.textMax, .lines))
    ) {
        ProgressReport(
            attempt: $0, entries: $1, bytes: $2, transferred: $3, bytesExpected: $4, current: $5)
    }
}

/// Somebody wants a run to end, or the hub says that it is the agent's no more.
package struct RunCancellation: Hashable, Sendable {
    package let attempt: RunAttempt

    package init(attempt: RunAttempt) {
        self.attempt = attempt
    }

    static let schema = Schema<RunCancellation>.object(
        "RunCancellation", "A run is to end.", Field("of", \.attempt, .attempt)
    ) { RunCancellation(attempt: $0) }
}
