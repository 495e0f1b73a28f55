internal import Domain
internal import HTTPServer
internal import Host
internal import HubCore
internal import HubDoor
internal import Markup
internal import Store
internal import Values

extension HubSite {
    /// More is no page that anybody reads or prints.
    private static let reported = PageRequest.limitMax

    func addDrillReport(to open: Routes<Visit>, _ door: HubDoor) {
        door.admitted(to: open, for: .viewSnapshots).add(
            .get, "/tenants/\(HubDoor.tenant)/drills/report",
            .page("Tell for an auditor what drills proved")
        ) { visit in
            try await reportDrills(visit)
        }
    }

    private func reportDrills(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let now = parts.clock.now
        let span = ReportSpan(visit.request, at: now)
        var (drills, isWhole): ([KnownDrill], Bool) = ([], true)
        if let times = span.times {
            // The newest first, from what comes before the end of the span on.
            let end = Cursor(time: times.upperBound, id: UUID(high: 0, low: 0))
            let page = try await parts.drills.drills(
                of: tenant, matching: DrillFilter(),
                PageRequest(after: end, limit: Self.reported))
            drills = page.items.filter { times.contains($0.time) }
            isWhole = page.next == nil || drills.count < page.items.count
        }
        let promises = try await parts.drills.promises(
            of: tenant, PageRequest(limit: Self.reported), by: parts.zones, at: now)
        return visit.visit.page(
            DrillReportPage(
                inside: try await inside(visit), span: span,
                drills: try await shown(drills, in: tenant), isWhole: isWhole,
                promises: promises.items), span.times == nil ? .unprocessableContent : .ok)
    }
}
