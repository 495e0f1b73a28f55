// docs/formats/agent-protocol.md

package import Domain
internal import JSON
package import Values

/// Where in some snapshots of one vault something is.
package struct SearchQuestion: Hashable, Sendable {
    /// What is looked for.
    package enum Term: Hashable, Sendable {
        /// A name, or one with `*`, `?` and `[a-z]` in it as shells have them. With a slash in it,
        /// it is held against whole paths.
        case pattern(String)
        /// Exactly this, from the root of the snapshot.
        case path(FileName)
    }

    package let vault: ConfiguredVault
    /// As the vault's format names them; they are looked through in this order.
    package let snapshots: [String]
    package let term: Term

    package init(vault: ConfiguredVault, snapshots: [String], term: Term) {
        self.vault = vault
        self.snapshots = snapshots
        self.term = term
    }

    private var pattern: String? {
        if case .pattern(let pattern) = term { pattern } else { nil }
    }

    private var path: FileName? {
        if case .path(let path) = term { path } else { nil }
    }

    static let schema = Schema<SearchQuestion>.object(
        "SearchQuestion", "Where in some snapshots something is.",
        Field("vault", \.vault, .configured),
        Field("snapshots", \.snapshots, .list(of: .locator, 1...ProtocolLimits.searchMax)),
        Field(optional: "pattern", \.pattern, .field(Fields.pattern)),
        Field(optional: "path", \.path, FileName.schema)
    ) { vault, snapshots, pattern, path in
        switch (pattern, path) {
        case (let pattern?, nil):
            return SearchQuestion(vault: vault, snapshots: snapshots, term: .pattern(pattern))
        case (nil, let path?):
            return SearchQuestion(vault: vault, snapshots: snapshots, term: .path(path))
        default:
            throw Violation.Reason.invalid(
                code: "one_of", message: "Either a pattern or a path is looked for.")
        }
    }
}

/// An entry of a snapshot with its whole path.
package struct SnapshotEntry: Hashable, Sendable {
    package let path: FileName
    package let kind: TreePage.Item.Kind
    package let size: ByteCount
    package let modified: Timestamp?
    /// SHA-256 of a file's data, where the vault's format keeps it.
    package let digest: [UInt8]?

    package init(
        path: FileName, kind: TreePage.Item.Kind, size: ByteCount, modified: Timestamp?,
        digest: [UInt8]? = nil
    ) {
        self.path = path
        self.kind = kind
        self.size = size
        self.modified = modified
        self.digest = digest
    }

    static let schema = Schema<SnapshotEntry>.object(
        "SnapshotEntry", "An entry of a snapshot with its whole path.",
        Field("path", \.path, FileName.schema), Field("kind", \.kind, .choice),
        Field("size", \.size, .bytes), Field(optional: "modified", \.modified, .timestamp),
        Field(optional: "sha256", \.digest, .exactly(32))
    ) { SnapshotEntry(path: $0, kind: $1, size: $2, modified: $3, digest: $4) }
}

/// What was found in one snapshot.
package struct SearchFinding: Hashable, Sendable {
    package let snapshot: String
    package let entries: [SnapshotEntry]
    /// False where there is more than is told.
    package let isWhole: Bool
    /// Why it could not be looked through.
    package let failure: RunFailure?

    package init(
        snapshot: String, entries: [SnapshotEntry], isWhole: Bool, failure: RunFailure? = nil
    ) {
        self.snapshot = snapshot
        self.entries = entries
        self.isWhole = isWhole
        self.failure = failure
    }

    static let schema = Schema<SearchFinding>.object(
        "SearchFinding", "What was found in one snapshot.",
        Field("snapshot", \.snapshot, .locator),
        Field(
            "entries", \.entries,
            .list(of: SnapshotEntry.schema, 0...ProtocolLimits.searchHitsMax)),
        Field("whole", \.isWhole, .bool), Field(optional: "failure", \.failure, .failure)
    ) { SearchFinding(snapshot: $0, entries: $1, isWhole: $2, failure: $3) }
}

/// What was found. Snapshots that are not in it were not come to in time.
package struct SearchFindings: Hashable, Sendable {
    package let findings: [SearchFinding]

    package init(_ findings: [SearchFinding]) {
        self.findings = findings
    }

    static let schema = Schema<SearchFindings>.object(
        "SearchFindings", "What was found in snapshots.",
        Field(
            "findings", \.findings,
            .list(of: SearchFinding.schema, 0...ProtocolLimits.searchMax))
    ) { SearchFindings($0) }
}
