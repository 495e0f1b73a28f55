internal import AgentProtocol
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Store
internal import Values

extension HubAPI {
    private static let source = PathParameter("source", Schema<ID<Source>>.id())
    private static let sources: PathPattern = "/api/v1/tenants/\(HubDoor.tenant)/sources"
    private static let oneSource: PathPattern =
        "/api/v1/tenants/\(HubDoor.tenant)/sources/\(source)"
    private static let sourceTags = ["Sources"]

    private static let sourceAgent = QueryParameter<ID<Agent>?>(
        "agent", .id(), "Only those that this agent reads.")
    private static let sourceVault = QueryParameter<ID<KnownVault>?>(
        "vault", .id(), "Only those that go to this vault.")
    private static let isEnabled = QueryParameter<Bool?>(
        "enabled", .bool, "Only those that are fired, or only those that are not.")
    private static let sourceText = QueryParameter<String?>(
        "text", .text(1...100), "A part of the name.")

    func addSources(to routes: Routes<Call>, _ door: HubDoor) {
        let seen = door.authorised(to: routes, for: .viewSources)
        seen.add(
            .get, Self.sources,
            RouteAbout(
                "List the sources", tags: Self.sourceTags,
                query: ListQuery.all + [
                    Self.sourceAgent.description, Self.sourceVault.description,
                    Self.isEnabled.description, Self.sourceText.description,
                ], failures: Self.tenantFailures),
            gives: ListDocument.schema("SourceList", of: SourceDocument.schema)
        ) { context in
            let filter = SourceFilter(
                agent: try context[Self.sourceAgent], vault: try context[Self.sourceVault],
                isEnabled: try context[Self.isEnabled], text: try context[Self.sourceText])
            let page = try await parts.protection.sources.sources(
                of: context.tenant, matching: filter, context.page)
            return ListDocument(items: page.items.map { SourceDocument($0) }, next: page.next)
        }
        seen.add(
            .get, Self.oneSource,
            RouteAbout("Show a source", tags: Self.sourceTags, failures: Self.tenantFailures),
            gives: SourceDocument.schema
        ) { context in
            SourceDocument(
                try await parts.protection.sources.source(
                    context[Self.source], of: context.tenant,
                    seesHooks: context.authority.allows(.manageHooks, in: context.tenant)))
        }
        addSourceChanges(to: door.authorised(to: routes, for: .manageSources))
    }

    private func addSourceChanges(to managed: Routes<Authorised<Call>>) {
        managed.add(
            .post, Self.sources,
            RouteAbout(
                "Protect something", tags: Self.sourceTags, headers: Precondition.creating,
                failures: Self.tenantFailures),
            takes: SourceForm.schema, gives: SourceDocument.schema, status: .created
        ) { context, form in
            if !form.hooks.isEmpty { try context.require(.manageHooks) }
            let view = try await parts.protection.sources.create(
                form.draft, of: context.tenant,
                once: context.idempotencyKey(for: form, SourceForm.schema),
                by: context.requester)
            return (SourceDocument(view), Precondition.fields(of: view.version))
        }
        managed.add(
            .patch, Self.oneSource,
            RouteAbout(
                "Change a source", tags: Self.sourceTags, headers: Precondition.changing,
                failures: Self.changeFailures),
            takes: SourceChangeForm.schema, gives: SourceDocument.schema
        ) { context, form in
            if form.hooks != nil { try context.require(.manageHooks) }
            if form.retention != nil { try context.require(.manageRetention) }
            let view = try await parts.protection.sources.edit(
                context[Self.source], of: context.tenant, version: context.version,
                form.edit, by: context.requester)
            return (SourceDocument(view), Precondition.fields(of: view.version))
        }
        managed.add(
            .delete, Self.oneSource,
            RouteAbout(
                "Forget a source that no schedule fires", tags: Self.sourceTags,
                failures: Self.tenantFailures),
            status: .noContent
        ) { context in
            try await parts.protection.sources.delete(
                context[Self.source], of: context.tenant, by: context.requester)
            return HTTPResponse(.noContent)
        }
    }
}

extension Authorised where Outer == Call {
    /// For parts of a request that need a permission of their own.
    func require(_ permission: Permission) throws {
        guard authority.allows(permission, in: tenant) else {
            throw Problem(.forbidden, "not_allowed", "This needs a right you do not have.")
        }
    }
}
