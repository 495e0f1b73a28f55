internal import AgentProtocol
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Store
internal import Values

// What lies in snapshots: looked at, searched and compared.

extension HubAPI {
    private static let browsed = PathParameter("snapshot", Schema<ID<KnownSnapshot>>.id())
    private static let older = PathParameter("older", Schema<ID<KnownSnapshot>>.id())
    private static let followed = PathParameter("source", Schema<ID<Source>>.id())
    private static let tags = ["Snapshots"]

    func addBrowsing(to routes: Routes<Call>, _ door: HubDoor) {
        let seen = door.authorised(to: routes, for: .browseSnapshots)
        seen.add(
            .get, "/api/v1/tenants/\(HubDoor.tenant)/snapshots/\(Self.browsed)/tree",
            RouteAbout(
                "List what lies in a folder of a snapshot", tags: Self.tags,
                query: BrowsingQuery.tree, failures: Self.tenantFailures),
            gives: TreeDocument.schema
        ) { context in
            let folder = try context.path
            let finding = try await parts.browser.tree(
                of: context[Self.browsed], in: context.tenant, folder: folder?.steps ?? [],
                after: context[BrowsingQuery.afterName])
            return TreeDocument(try finding.value)
        }
        seen.add(
            .get,
            "/api/v1/tenants/\(HubDoor.tenant)/snapshots/\(Self.browsed)/since/\(Self.older)",
            RouteAbout(
                "List what is other in a snapshot than in an older one", tags: Self.tags,
                query: [BrowsingQuery.afterName.description], failures: Self.tenantFailures),
            gives: DifferencesDocument.schema
        ) { context in
            let finding = try await parts.browser.differences(
                from: context[Self.older], to: context[Self.browsed], in: context.tenant,
                after: context[BrowsingQuery.afterName])
            return DifferencesDocument(page: try finding.value)
        }
        addSearching(to: seen)
    }

    private func addSearching(to seen: Routes<Authorised<Call>>) {
        seen.add(
            .get, "/api/v1/tenants/\(HubDoor.tenant)/files",
            RouteAbout(
                "Find files by their names in all snapshots", tags: Self.tags,
                query: BrowsingQuery.find, failures: Self.tenantFailures),
            gives: HitsDocument.schema
        ) { context in
            let filter = SnapshotFilter(
                source: try context[BrowsingQuery.source], vault: try context[BrowsingQuery.vault],
                run: try context[BrowsingQuery.run])
            return HitsDocument(
                hits: try await parts.browser.find(
                    context[BrowsingQuery.pattern], in: context.tenant, matching: filter,
                    after: context[ListQuery.after] ?? .start))
        }
        seen.add(
            .get, "/api/v1/tenants/\(HubDoor.tenant)/sources/\(Self.followed)/versions",
            RouteAbout(
                "List one path of a source over time", tags: Self.tags,
                query: BrowsingQuery.versions, failures: Self.tenantFailures),
            gives: VersionsDocument.schema
        ) { context in
            guard let path = try context.path else {
                throw Violations([Violation(pointer: "?path", reason: .required)])
            }
            let found = try await parts.browser.versions(
                of: path, of: context[Self.followed], in: context.tenant,
                vault: context[BrowsingQuery.vault],
                after: context[ListQuery.after] ?? .start)
            return VersionsDocument(versions: found.versions, next: found.next)
        }
    }
}

private enum BrowsingQuery {
    static let path = QueryParameter<String?>(
        "path", .field(Fields.path), "From the root of the snapshot.")
    static let pathBytes = QueryParameter<FileName?>(
        "pathBytes", .mark, "The same as bytes in URL-safe base 64, where it is no text.")
    static let afterName = QueryParameter<FileName?>(
        "after", .mark, "Where to go on: `next` of the answer before.")
    static let pattern = QueryParameter<String>(
        "pattern", .field(Fields.pattern), default: "*",
        "A name, or one with `*`, `?` and `[a-z]` in it; with a slash in it a whole path.")
    static let source = QueryParameter<ID<Source>?>(
        "source", .id(), "Only in snapshots of this source.")
    static let vault = QueryParameter<ID<KnownVault>?>(
        "vault", .id(), "Only in snapshots in this vault.")
    static let run = QueryParameter<ID<Run>?>("run", .id(), "Only in snapshots of this run.")

    static let tree = [path.description, pathBytes.description, afterName.description]
    static let find = [
        pattern.description, source.description, vault.description, run.description,
        ListQuery.after.description,
    ]
    static let versions = [
        path.description, pathBytes.description, vault.description, ListQuery.after.description,
    ]
}

extension Authorised {
    /// What is asked about; slashes in front and at the end do not count.
    fileprivate var path: FileName? {
        get throws {
            let bytes =
                try self[BrowsingQuery.pathBytes]?.bytes
                ?? self[BrowsingQuery.path].map { Array($0.utf8) } ?? []
            let slash = UInt8(ascii: "/")
            let path = Array(bytes.split(separator: slash).joined(separator: [slash]))
            return path.isEmpty ? nil : FileName(path)
        }
    }
}

extension FileName {
    /// From folder to folder.
    fileprivate var steps: [FileName] {
        bytes.split(separator: UInt8(ascii: "/")).map { FileName(Array($0)) }
    }
}

extension Connections.Finding {
    /// What was found, or what the agent says against it.
    var value: Value {
        get throws {
            switch self {
            case .found(let value): return value
            case .refused(let failure):
                throw Problem(.conflict, failure.code, failure.message)
            }
        }
    }
}
