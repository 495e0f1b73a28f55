internal import AgentProtocol
internal import Domain
internal import HubCore
internal import JSON
internal import Values

/// What lies in a folder of a machine, and which sources take it.
struct CoverageDocument: Sendable {
    struct Item: Sendable {
        let item: FolderDocument.Item
        let standing: PathCoverage.Standing
        let sources: [Source]

        static let schema = Schema<Item>.readOnly(
            "CoveredItem", "Something in a folder, and who takes it.",
            Field(
                "name", \.item.name, .text(0...4096),
                "As it can be shown; bytes that are no text are replaced."),
            Field("kind", \.item.kind, .choice),
            Field(
                "standing", \.standing, .choice,
                "All of it, part of it, nothing, or what the machine makes anew by itself."),
            Field(
                "sources", \.sources, .list(of: .covering, 0...10_000),
                "All that name it, whether they are switched on or not."))
    }

    let path: String
    let items: [Item]
    let isWhole: Bool

    static let schema = Schema<CoverageDocument>.readOnly(
        "Coverage", "What lies in a folder of a machine, and which sources take it.",
        Field("path", \.path, .text(1...4096)),
        Field("items", \.items, .list(of: Item.schema, 0...ProtocolLimits.treePageMax)),
        Field("whole", \.isWhole, .bool, "Whether this is all of it."))
}

extension CoverageDocument {
    init(folder: FolderDocument, coverage: PathCoverage) {
        self.init(
            path: folder.path,
            items: folder.items.map { item in
                let look = coverage.look(at: "\(folder.path)/\(item.name)")
                return Item(item: item, standing: look.standing, sources: look.sources)
            }, isWhole: folder.isWhole)
    }
}

extension Schema<Source> {
    fileprivate static let covering = Schema.readOnly(
        "CoveringSource", "A source that takes something.",
        Field("id", \.id, .id()), Field("name", \.name, .field(Fields.sourceName)),
        Field("enabled", \.isEnabled, .bool))
}
