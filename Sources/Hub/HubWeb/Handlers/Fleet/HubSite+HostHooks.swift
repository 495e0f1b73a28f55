internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import Markup
internal import Values

extension HubSite {
    /// The commands around the backups of a whole machine.
    func addHostHooks(to open: Routes<Visit>, _ door: HubDoor) {
        let path: PathPattern = "/tenants/\(HubDoor.tenant)/agents/\(Self.agent)/hooks"
        let trusted = door.admitted(to: open, for: .manageHooks)
        trusted.add(.get, path, .page("Show the commands of a machine")) { visit in
            let kept = kept(visit)
            let hooks = try await parts.hostHooks.hooks(
                of: visit[Self.agent], in: tenant(of: visit))
            return try await showHooks(
                visit, kept?.values["before"] ?? hooks.before ?? "",
                kept?.values["after"] ?? hooks.after ?? "",
                trouble: kept?.trouble ?? beginning(visit))
        }
        trusted.add(.post, path, .form("Set the commands of a machine")) { visit in
            try await setHooks(visit)
        }
    }

    private func showHooks(
        _ visit: AdmittedVisit, _ before: String, _ after: String,
        trouble: FormTrouble
    ) async throws -> HTTPResponse {
        let agent = try await parts.fleet.agent(visit[Self.agent], of: tenant(of: visit))
        return visit.visit.page(
            HostHooksPage(
                inside: try await inside(visit), agent: agent, before: before, after: after,
                trouble: trouble),
            trouble.isEmpty ? .ok : .unprocessableContent)
    }

    private func setHooks(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let sent = FormValues(try await sent(by: visit))
        let tenant = try tenant(of: visit)
        let id = try visit[Self.agent]
        let (before, after) = (sent["before"], sent["after"])
        var trouble = FormTrouble()
        for (name, text) in [("before", before), ("after", after)] where !text.isEmpty {
            trouble.add(
                Fields.hookCommand.violations(of: text), to: name, visit.visit.words.field)
        }
        guard trouble.isEmpty else { return keep(visit, sent, trouble) }
        try await parts.hostHooks.set(
            Hooks(before: before.isEmpty ? nil : before, after: after.isEmpty ? nil : after),
            of: id, in: tenant, by: visit.requester)
        let url = URLReference.path(
            "tenants", tenant.description, "agents", id.description)
        return visit.visit.leadOn(to: url, .saved)
    }
}
