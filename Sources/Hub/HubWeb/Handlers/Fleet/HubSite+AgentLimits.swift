internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import Markup
internal import Values

extension HubSite {
    /// What an agent may take of its machine.
    func addAgentLimits(to open: Routes<Visit>, _ door: HubDoor) {
        let path: PathPattern = "/tenants/\(HubDoor.tenant)/agents/\(Self.agent)/limits"
        let managed = door.admitted(to: open, for: .manageAgents)
        managed.add(.get, path, .page("Show what an agent may take of its machine")) { visit in
            let kept = kept(visit)
            let agent = try await parts.fleet.agent(visit[Self.agent], of: tenant(of: visit))
            let trouble = kept?.trouble ?? beginning(visit)
            return visit.visit.page(
                AgentLimitsPage(
                    inside: try await inside(visit), agent: agent,
                    form: kept.map { AgentLimitsForm($0.values) } ?? AgentLimitsForm(agent),
                    trouble: trouble),
                trouble.isEmpty ? .ok : .unprocessableContent)
        }
        managed.add(.post, path, .form("Set what an agent may take of its machine")) { visit in
            let sent = FormValues(try await sent(by: visit))
            let tenant = try tenant(of: visit)
            let id = try visit[Self.agent]
            let (edit, trouble) = AgentLimitsForm(sent).read(visit.visit.words)
            guard trouble.isEmpty else { return keep(visit, sent, trouble) }
            _ = try await parts.fleet.edit(id, of: tenant, limits: edit, by: visit.requester)
            return visit.visit.leadOn(to: Self.url(of: id, in: tenant), .saved)
        }
    }
}
