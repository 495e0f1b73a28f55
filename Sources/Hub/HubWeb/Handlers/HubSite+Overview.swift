internal import Domain
internal import HTTPServer
internal import HubDoor
internal import Store

extension HubSite {
    /// As many as fit a screen; the audit page will have the rest.
    private static let eventsShown = 12

    func addOverview(to routes: Routes<AdmittedVisit>) {
        routes.add(.get, "/", .page("Show the overview")) { visit in
            // What happened on the hub is shown to those who may read its audit log.
            let mayRead = visit.signedIn.authority.allows(.viewHubAudit)
            let events =
                mayRead
                ? try await parts.audit.auditEvents(
                    in: .hub, matching: AuditFilter(), before: nil, limit: Self.eventsShown) : []
            return visit.visit.page(
                OverviewPage(
                    frame: frame(of: visit.visit, secret: visit.formSecret), user: visit.user,
                    facts: parts.facts, freeSpace: await parts.facts.freeSpace(), events: events))
        }
    }
}
