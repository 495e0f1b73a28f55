internal import AgentProtocol
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import Markup
internal import Store
internal import Values

extension HubSite {
    /// More than fire any source.
    private static let looked = PageRequest(limit: PageRequest.limitMax)

    /// Whoever may choose what is protected may look at what there is.
    func addCoverage(to open: Routes<Visit>, _ door: HubDoor) {
        door.admitted(to: open, for: .manageSources).add(
            .get, "/tenants/\(HubDoor.tenant)/agents/\(HubSite.agent)/coverage",
            .page("Show what of a machine is protected")
        ) { visit in
            try await showCoverage(visit)
        }
    }

    private func showCoverage(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let agent = try await parts.fleet.agent(visit[HubSite.agent], of: tenant)
        let folder = EntryPath(query(visit, "folder") ?? "")
        let sources = try await parts.sources.all(of: agent.id, in: tenant)
        var schedules: Set<Schedule> = []
        for source in sources {
            schedules.formUnion(
                try await parts.schedules.schedules(
                    of: tenant, matching: ScheduleFilter(source: source.id), Self.looked
                ).items.map(\.schedule))
        }
        let finding = try await answered(visit) {
            try await parts.connections.folder(folder.shown, on: agent.id, of: tenant)
        }
        return visit.visit.page(
            CoveragePage(
                inside: try await inside(visit), agent: agent, folder: folder,
                coverage: PathCoverage(sources), schedules: schedules.sorted { $0.name < $1.name },
                finding: finding))
    }
}
