internal import AgentProtocol
internal import Domain
internal import HTTPServer
internal import Host
internal import HubCore
internal import HubDoor
internal import JSON
internal import Store
internal import Values

extension HubAPI {
    private static let agent = PathParameter("agent", Schema<ID<Agent>>.id())
    private static let agents: PathPattern = "/api/v1/tenants/\(HubDoor.tenant)/agents"
    private static let oneAgent: PathPattern =
        "/api/v1/tenants/\(HubDoor.tenant)/agents/\(agent)"
    private static let tags = ["Agents"]

    private static let standing = QueryParameter<AgentStanding?>(
        "standing", .choice, "Only those with this standing.")
    private static let text = QueryParameter<String?>(
        "text", .text(1...100), "A part of the name or of the host's name.")
    private static let label = QueryParameter<String?>(
        "label", .text(1...150, labelRule), "A label and its value, as in `site=north`.")
    private static let labelRule = TextRule(
        pattern: "^[^=\\u0000-\\u001f]*=[^\\u0000-\\u001f]*$", expected: "label=value"
    ) { text in
        text.utf8.contains(UInt8(ascii: "=")) && text.utf8.allSatisfy { $0 >= 0x20 }
    }

    func addAgents(to routes: Routes<Call>, _ door: HubDoor) {
        let seen = door.authorised(to: routes, for: .viewAgents)
        let query =
            ListQuery.all
            + [Self.standing.description, Self.text.description, Self.label.description]
        seen.add(
            .get, Self.agents,
            RouteAbout(
                "List the agents", tags: Self.tags, query: query, failures: Self.tenantFailures),
            gives: ListDocument.schema("AgentList", of: AgentDocument.schema)
        ) { context in
            let filter = AgentFilter(
                standing: try context[Self.standing],
                labels: Self.labels(try context[Self.label]), text: try context[Self.text])
            let page = try await parts.fleet.agents(
                of: context.tenant, matching: filter, context.page)
            return ListDocument(items: documents(of: page.items), next: page.next)
        }
        seen.add(
            .get, Self.oneAgent,
            RouteAbout("Show an agent", tags: Self.tags, failures: Self.tenantFailures),
            gives: AgentDocument.schema
        ) { context in
            document(of: try await parts.fleet.agent(context[Self.agent], of: context.tenant))
        }
        addChanges(to: door.authorised(to: routes, for: .manageAgents))
        addHooks(to: door.authorised(to: routes, for: .manageHooks))
    }

    private func addChanges(to managed: Routes<Authorised<Call>>) {
        managed.add(
            .patch, Self.oneAgent,
            RouteAbout(
                "Rename or label an agent, or limit what it takes of its machine", tags: Self.tags,
                failures: Self.tenantFailures),
            takes: AgentForm.schema, gives: AgentDocument.schema
        ) { context, form in
            document(
                of: try await parts.fleet.edit(
                    context[Self.agent], of: context.tenant, name: form.name,
                    labels: form.labels, isWorker: form.isWorker, limits: form.limits?.edit,
                    by: context.requester))
        }
        managed.add(
            .put, "/api/v1/tenants/\(HubDoor.tenant)/agents/\(Self.agent)/standing",
            RouteAbout(
                "Let an agent work, pause it, drain it or revoke it", tags: Self.tags,
                failures: Self.tenantFailures),
            takes: StandingForm.schema, gives: AgentDocument.schema
        ) { context, form in
            document(
                of: try await parts.fleet.setStanding(
                    form.standing, of: context[Self.agent], in: context.tenant,
                    by: context.requester))
        }
        managed.add(
            .delete, Self.oneAgent,
            RouteAbout("Forget an agent", tags: Self.tags, failures: Self.tenantFailures),
            status: .noContent
        ) { context in
            try await parts.fleet.delete(
                context[Self.agent], of: context.tenant, by: context.requester)
            return HTTPResponse(.noContent)
        }
    }

    private func addHooks(to trusted: Routes<Authorised<Call>>) {
        let path: PathPattern = "/api/v1/tenants/\(HubDoor.tenant)/agents/\(Self.agent)/hooks"
        trusted.add(
            .get, path,
            RouteAbout(
                "Show the commands around the backups of a machine", tags: Self.tags,
                failures: Self.tenantFailures),
            gives: HostHooksDocument.schema
        ) { context in
            try await HostHooksDocument(
                parts.protection.hostHooks.hooks(of: context[Self.agent], in: context.tenant))
        }
        trusted.add(
            .put, path,
            RouteAbout(
                "Set the commands around the backups of a machine", tags: Self.tags,
                failures: Self.tenantFailures),
            takes: HostHooksDocument.schema, gives: HostHooksDocument.schema
        ) { context, form in
            try await parts.protection.hostHooks.set(
                Hooks(before: form.before, after: form.after), of: context[Self.agent],
                in: context.tenant, by: context.requester)
            return form
        }
    }

    private static func labels(_ text: String?) -> [String: String] {
        guard let text else { return [:] }
        // By scalars: with a mark behind it, the sign is another character.
        let parts = text.unicodeScalars.split(
            separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return [String(parts[0]): String(parts[1])]
    }

    func document(of agent: Agent) -> AgentDocument {
        let isLinked = !parts.fleet.linked([agent]).isEmpty
        return AgentDocument(agent, isLinked: isLinked, at: parts.clock.now)
    }

    private func documents(of agents: [Agent]) -> [AgentDocument] {
        let linked = parts.fleet.linked(agents)
        let now = parts.clock.now
        return agents.map { AgentDocument($0, isLinked: linked.contains($0.id), at: now) }
    }
}
