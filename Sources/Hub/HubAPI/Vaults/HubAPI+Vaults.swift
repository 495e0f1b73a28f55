internal import AgentProtocol
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Store
internal import Values

extension HubAPI {
    private static let vault = PathParameter("vault", Schema<ID<KnownVault>>.id())
    private static let vaults: PathPattern = "/api/v1/tenants/\(HubDoor.tenant)/vaults"
    private static let oneVault: PathPattern =
        "/api/v1/tenants/\(HubDoor.tenant)/vaults/\(vault)"
    private static let vaultTags = ["Vaults"]

    private static let vaultAgent = QueryParameter<ID<Agent>?>(
        "agent", .id(), "Only those that this agent may reach.")
    private static let readiness = QueryParameter<KnownVault.Readiness?>(
        "readiness", .choice, "Only those that are so.")
    private static let vaultText = QueryParameter<String?>(
        "text", .text(1...100), "A part of the name or the place.")

    func addVaults(to routes: Routes<Call>, _ door: HubDoor) {
        let seen = door.authorised(to: routes, for: .viewVaults)
        seen.add(
            .get, Self.vaults,
            RouteAbout(
                "List the vaults", tags: Self.vaultTags,
                query: ListQuery.all + [
                    Self.vaultAgent.description, Self.readiness.description,
                    Self.vaultText.description,
                ], failures: Self.tenantFailures),
            gives: ListDocument.schema("VaultList", of: VaultDocument.schema)
        ) { context in
            let filter = VaultFilter(
                agent: try context[Self.vaultAgent], readiness: try context[Self.readiness],
                text: try context[Self.vaultText])
            let page = try await parts.protection.vaults.vaults(
                of: context.tenant, matching: filter, context.page)
            return ListDocument(items: page.items.map { VaultDocument($0) }, next: page.next)
        }
        seen.add(
            .get, Self.oneVault,
            RouteAbout("Show a vault", tags: Self.vaultTags, failures: Self.tenantFailures),
            gives: VaultDocument.schema
        ) { context in
            VaultDocument(
                try await parts.protection.vaults.vault(
                    context[Self.vault], of: context.tenant))
        }
        seen.add(
            .get, "/api/v1/tenants/\(HubDoor.tenant)/vaults/\(Self.vault)/care",
            RouteAbout(
                "Show what came of looking after a vault last", tags: Self.vaultTags,
                failures: Self.tenantFailures),
            gives: VaultCareDocument.schema
        ) { context in
            VaultCareDocument(
                items: try await parts.protection.vaults.care(
                    for: context[Self.vault], of: context.tenant))
        }
        seen.add(
            .get, "/api/v1/tenants/\(HubDoor.tenant)/vaults/\(Self.vault)/space",
            RouteAbout(
                "Show what a vault holds, and how much room is left", tags: Self.vaultTags,
                failures: Self.tenantFailures),
            gives: VaultSpaceDocument.schema
        ) { context in
            VaultSpaceDocument(
                try await parts.protection.vaults.figures(
                    of: context[Self.vault], in: context.tenant))
        }
        addVaultChanges(to: door.authorised(to: routes, for: .manageVaults))
        door.authorised(to: routes, for: .testConnections).add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/vaults/\(Self.vault)/connection-tests",
            RouteAbout(
                "Let an agent try to reach a vault", tags: Self.vaultTags,
                failures: Self.tenantFailures),
            takes: ConnectionForm.schema, gives: ConnectionDocument.schema
        ) { context, form in
            ConnectionDocument(
                try await parts.protection.connections.test(
                    context[Self.vault], of: context.tenant, from: form.agent))
        }
    }

    private func addVaultChanges(to managed: Routes<Authorised<Call>>) {
        managed.add(
            .post, Self.vaults,
            RouteAbout(
                "Make a vault known", tags: Self.vaultTags, headers: Precondition.creating,
                failures: Self.tenantFailures),
            takes: VaultForm.schema, gives: VaultDocument.schema, status: .created
        ) { context, form in
            let view = try await parts.protection.vaults.create(
                form.draft, of: context.tenant,
                once: context.idempotencyKey(for: form, VaultForm.schema),
                by: context.requester)
            return (VaultDocument(view), Precondition.fields(of: view.version))
        }
        managed.add(
            .patch, Self.oneVault,
            RouteAbout(
                "Change a vault", tags: Self.vaultTags, headers: Precondition.changing,
                failures: Self.changeFailures),
            takes: VaultChangeForm.schema, gives: VaultDocument.schema
        ) { context, form in
            let view = try await parts.protection.vaults.edit(
                context[Self.vault], of: context.tenant, version: context.version, form.edit,
                by: context.requester)
            return (VaultDocument(view), Precondition.fields(of: view.version))
        }
        managed.add(
            .delete, Self.oneVault,
            RouteAbout(
                "Forget a vault that no source stores in", tags: Self.vaultTags,
                failures: Self.tenantFailures),
            status: .noContent
        ) { context in
            try await parts.protection.vaults.delete(
                context[Self.vault], of: context.tenant, by: context.requester)
            return HTTPResponse(.noContent)
        }
    }

    /// Of what changes something that others may have changed meanwhile.
    static let changeFailures = tenantFailures + [.preconditionFailed]
}
