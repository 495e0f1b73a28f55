internal import AgentProtocol
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Values

extension HubAPI {
    private static let lookedAt = PathParameter("agent", Schema<ID<Agent>>.id())
    private static let path = QueryParameter(
        "path",
        Schema<String>.text(
            Fields.path.length,
            TextRule(pattern: "^/", expected: "a path from the root") {
                $0.utf8.first == UInt8(ascii: "/") && Fields.path.violations(of: $0).isEmpty
            }), default: "/", "The folder, from the root.")

    func addFolders(to routes: Routes<Call>, _ door: HubDoor) {
        door.authorised(to: routes, for: .manageSources).add(
            .get, "/api/v1/tenants/\(HubDoor.tenant)/agents/\(Self.lookedAt)/folder",
            RouteAbout(
                "List what lies in a folder of an agent's machine", tags: ["Agents"],
                query: [Self.path.description], failures: Self.tenantFailures),
            gives: FolderDocument.schema
        ) { context in
            let path = try context[Self.path]
            let finding = try await parts.protection.connections.folder(
                path, on: context[Self.lookedAt], of: context.tenant)
            return try FolderDocument(path: path, finding)
        }
        door.authorised(to: routes, for: .manageSources).add(
            .get, "/api/v1/tenants/\(HubDoor.tenant)/agents/\(Self.lookedAt)/coverage",
            RouteAbout(
                "Tell which sources take what lies in a folder of an agent's machine",
                tags: ["Agents"], query: [Self.path.description], failures: Self.tenantFailures),
            gives: CoverageDocument.schema
        ) { context in
            let (agent, path) = (try context[Self.lookedAt], try context[Self.path])
            let sources = try await parts.protection.sources.all(of: agent, in: context.tenant)
            let finding = try await parts.protection.connections.folder(
                path, on: agent, of: context.tenant)
            return CoverageDocument(
                folder: try FolderDocument(path: path, finding), coverage: PathCoverage(sources))
        }
    }
}

/// What lies in a folder of a machine.
struct FolderDocument: Sendable {
    struct Item: Sendable {
        let name: String
        let kind: TreePage.Item.Kind

        static let schema = Schema<Item>.object(
            "FolderItem", "Something in a folder.",
            Field(
                "name", \.name, .text(0...4096),
                "As it can be shown; bytes that are no text are replaced."),
            Field("kind", \.kind, .choice)
        ) { Item(name: $0, kind: $1) }
    }

    let path: String
    let items: [Item]
    let isWhole: Bool

    static let schema = Schema<FolderDocument>.object(
        "Folder", "What lies in a folder of a machine.",
        Field("path", \.path, .text(1...4096)),
        Field("items", \.items, .list(of: Item.schema, 0...ProtocolLimits.treePageMax)),
        Field("whole", \.isWhole, .bool, "Whether this is all of it.")
    ) { FolderDocument(path: $0, items: $1, isWhole: $2) }
}

extension FolderDocument {
    init(path: String, _ page: TreePage) {
        self.init(
            path: path, items: page.items.map { Item(name: $0.name.text, kind: $0.kind) },
            isWhole: page.isLast)
    }
}
