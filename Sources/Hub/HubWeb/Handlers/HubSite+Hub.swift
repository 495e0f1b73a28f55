internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import Markup
internal import Store

extension HubSite {
    /// As many as fit a screen; the audit page has the rest.
    private static let eventsShown = 12

    func addHub(to open: Routes<Visit>, _ door: HubDoor) {
        door.admitted(to: open, for: .viewHub).add(
            .get, "/hub", .page("Show how the hub is set up")
        ) { visit in
            let mayRead = visit.signedIn.authority.allows(.viewHubAudit)
            let events =
                mayRead
                ? try await parts.audit.auditEvents(
                    in: .hub, matching: AuditFilter(), before: nil, limit: Self.eventsShown) : []
            return visit.visit.page(
                HubPage(
                    inside: try await inside(visit), facts: parts.facts,
                    freeSpace: await parts.facts.freeSpace(),
                    address: hubAddress(for: visit.request), events: events,
                    alerts: try await parts.alerts.alertsOfHub(),
                    unreadVaults: try await parts.frozen.standing().unreadVaults))
        }
        door.admitted(to: open, for: .manageHubBackup).add(
            .post, "/hub/thaw", .form("Go on with a restored hub")
        ) { visit in
            _ = try await sent(by: visit)
            return try await attempt(visit, leadingTo: "/hub", .thawed) {
                _ = try await parts.frozen.thaw(by: visit.requester)
            }
        }
        door.admitted(to: open, for: .viewOwnProfile).add(
            .get, "/design", .page("Show every part of the interface")
        ) { visit in
            // The living page is for owners, of whichever tenant.
            guard visit.signedIn.authority.roles.values.contains(.owner) else {
                throw Problem(.forbidden, "not_allowed", "This needs a right you do not have.")
            }
            return visit.visit.page(DesignPage(inside: try await inside(visit)))
        }
    }
}
