internal import AgentProtocol
internal import Domain
internal import HubCore
internal import JSON
internal import Store
internal import Values

/// What lies in a folder of a snapshot.
struct TreeDocument: Sendable {
    let items: [TreePage.Item]
    let next: FileName?

    static let schema = Schema<TreeDocument>.object(
        "SnapshotTree", "What lies in a folder of a snapshot.",
        Field("items", \.items, .list(of: item, 0...ProtocolLimits.treePageMax)),
        Field(
            optional: "next", \.next, .mark, "What to ask for with `after`; missing at the end.")
    ) { TreeDocument(items: $0, next: $1) }

    private static let item = Schema<TreePage.Item>.object(
        "SnapshotTreeItem", "Something in a folder of a snapshot.",
        Field("name", \.name, FileName.schema), Field("kind", \.kind, .choice),
        Field("size", \.size.bytes, .integer(0...Int64.max), "Bytes, of files."),
        Field(optional: "modified", \.modified, .timestamp)
    ) { TreePage.Item(name: $0, kind: $1, size: ByteCount($2), modified: $3) }

    init(_ page: TreePage) {
        self.init(items: page.items, next: page.isLast ? nil : page.items.last?.name)
    }

    private init(items: [TreePage.Item], next: FileName?) {
        self.items = items
        self.next = next
    }
}

extension Schema<FileName> {
    /// A name or a path as bytes in an address: whoever passes it back need not understand it.
    static let mark = Schema<FileName>.string(
        format: nil, pattern: "^[A-Za-z0-9_-]{1,6000}$", expected: "what an answer gave",
        parse: { text in
            guard let bytes = Base64.url.decode(text), !bytes.isEmpty, !bytes.contains(0) else {
                return nil
            }
            return FileName(bytes)
        }, print: { Base64.url.encode($0.bytes) })
}

extension Schema<SnapshotEntry> {
    static let entry = Schema.readOnly(
        "SnapshotFile", "An entry of a snapshot with its whole path.",
        Field("path", \.path, FileName.schema), Field("kind", \.kind, .choice),
        Field("size", \.size.bytes, .integer(0...Int64.max), "Bytes, of files."),
        Field(optional: "modified", \.modified, .timestamp),
        Field(
            optional: "sha256", { $0.digest.map { Hex.encode($0) } }, .text(64...64),
            "Of a file's data, where the vault's format keeps it.")
    )
}

/// What was found in snapshots.
struct HitsDocument: Sendable {
    let hits: SnapshotHits

    static let schema = Schema<HitsDocument>.readOnly(
        "FoundFiles", "What was found in snapshots, the newest first.",
        Field("items", \.hits.hits, .list(of: hit, 0...10_000)),
        Field(
            "gaps", \.hits.gaps, .list(of: gap, 0...100),
            "Snapshots of which not everything is known."),
        Field("searched", \.hits.searched, .integer(0...100), "How many snapshots were meant."),
        Field(
            optional: "next", \.hits.next, .cursor,
            "What to ask for with `after`, for older snapshots; missing at the end.")
    )

    private static let hit = Schema<SnapshotHits.Hit>.readOnly(
        "FoundFile", "A file in a snapshot.",
        Field("snapshot", \.snapshot.id, .id()), Field("time", \.snapshot.claimedTime, .timestamp),
        Field(optional: "source", \.snapshot.source, .id()),
        Field("vault", \.snapshot.vault, .id()), Field("entry", \.entry, .entry)
    )

    private static let gap = Schema<SnapshotHits.Gap>.readOnly(
        "SearchGap", "A snapshot of which not everything is known.",
        Field("snapshot", \.snapshot.id, .id()), Field("time", \.snapshot.claimedTime, .timestamp),
        Field(
            optional: "failure", \.failure, .failure,
            "Why; missing where it only has more than is told.")
    )
}

/// A path over time.
struct VersionsDocument: Sendable {
    let versions: [PathVersion]
    let next: Cursor?

    static let schema = Schema<VersionsDocument>.object(
        "PathVersions", "One path of a source over time, the newest first.",
        Field("items", \.versions, .list(of: version, 0...100)),
        Field(
            optional: "next", \.next, .cursor,
            "What to ask for with `after`, for older snapshots; missing at the end.")
    ) { VersionsDocument(versions: $0, next: $1) }

    private static let version = Schema<PathVersion>.readOnly(
        "PathVersion", "One path as it was in one snapshot.",
        Field("snapshot", \.snapshot.id, .id()), Field("time", \.snapshot.claimedTime, .timestamp),
        Field("vault", \.snapshot.vault, .id()),
        Field("change", \.change, .choice, "Since the next older snapshot of the same vault."),
        Field(optional: "entry", \.entry, .entry, "Missing where it was not there."),
        Field(optional: "failure", \.failure, .failure, "Why nothing is known of it.")
    )
}

/// What is other in one snapshot than in another.
struct DifferencesDocument: Sendable {
    let page: DiffPage

    private var next: FileName? { page.isLast ? nil : page.items.last?.entry.path }

    static let schema = Schema<DifferencesDocument>.readOnly(
        "SnapshotDifferences", "What is other in one snapshot than in another.",
        Field("items", \.page.items, .list(of: item, 0...ProtocolLimits.searchHitsMax)),
        Field(
            optional: "totals", \.page.totals, totals,
            "Of all, whatever the page shows; missing where counting would take too long."),
        Field(
            optional: "next", \.next, .mark, "What to ask for with `after`; missing at the end.")
    )

    private static let item = Schema<DiffPage.Item>.object(
        "SnapshotDifference", "One difference.",
        Field("change", \.change, .choice), Field("entry", \.entry, .entry),
        Field(
            optional: "sizeBefore", { $0.sizeBefore?.bytes }, .integer(0...Int64.max),
            "Of what has changed.")
    ) { DiffPage.Item(change: $0, entry: $1, sizeBefore: $2.map { ByteCount($0) }) }

    private static let totals = Schema<DiffPage.Totals>.readOnly(
        "DifferenceTotals", "How much is other altogether.",
        Field("new", \.new, .integer(0...Int64.max)),
        Field("gone", \.gone, .integer(0...Int64.max)),
        Field("changed", \.changed, .integer(0...Int64.max)),
        Field(
            "size", \.size.bytes, .integer(0...Int64.max),
            "Bytes of what is new, and of what has changed as it is then.")
    )
}
