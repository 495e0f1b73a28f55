internal import AgentProtocol
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Values

// Looks at what is, or is to be, a source: nothing of it changes anything.
extension HubAPI {
    private static let probed = PathParameter("source", Schema<ID<Source>>.id())
    private static let probeTags = ["Sources"]
    private static let path = QueryParameter(
        "path", Schema<String>.absolute, default: "/", "The folder, from the root.")

    func addSourceProbes(to routes: Routes<Call>, _ door: HubDoor) {
        door.authorised(to: routes, for: .testConnections).add(
            .post,
            "/api/v1/tenants/\(HubDoor.tenant)/sources/\(Self.probed)/connection-tests",
            RouteAbout(
                "Let whoever reads a source try to reach it", tags: Self.probeTags,
                failures: Self.tenantFailures),
            gives: ConnectionDocument.schema
        ) { context in
            ConnectionDocument(
                try await parts.protection.connections.test(
                    context[Self.probed], of: context.tenant))
        }
        let managed = door.authorised(to: routes, for: .manageSources)
        managed.add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/source-tests",
            RouteAbout(
                "Try to reach what is to be a source", tags: Self.probeTags,
                failures: Self.tenantFailures),
            takes: SourceProbeForm.schema, gives: ConnectionDocument.schema
        ) { context, form in
            ConnectionDocument(
                try await parts.protection.connections.test(
                    form.configuration, with: SecretWishes(form.secrets), at: form.place,
                    of: context.tenant))
        }
        managed.add(
            .get, "/api/v1/tenants/\(HubDoor.tenant)/sources/\(Self.probed)/folder",
            RouteAbout(
                "List what lies in a folder of the machine that a source lies on",
                tags: Self.probeTags, query: [Self.path.description],
                failures: Self.tenantFailures),
            gives: FolderDocument.schema
        ) { context in
            let path = try context[Self.path]
            return try FolderDocument(
                path: path,
                await parts.protection.connections.folder(
                    path, of: context[Self.probed], in: context.tenant))
        }
        managed.add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/server-folders",
            RouteAbout(
                "List what lies in a folder of a machine that is read over SSH",
                tags: Self.probeTags, failures: Self.tenantFailures),
            takes: ServerFolderForm.schema, gives: FolderDocument.schema
        ) { context, form in
            try FolderDocument(
                path: form.path,
                await parts.protection.connections.folder(
                    form.path, on: form.server, with: SecretWishes(form.secrets),
                    at: form.place, of: context.tenant))
        }
    }
}

extension FolderDocument {
    init(path: String, _ finding: Connections.Finding<TreePage>) throws {
        switch finding {
        case .found(let page): self.init(path: path, page)
        case .refused(let failure): throw Problem(.conflict, failure.code, failure.message)
        }
    }
}
