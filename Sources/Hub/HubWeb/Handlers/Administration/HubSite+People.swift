internal import Domain
internal import HTTPServer
internal import HubDoor
internal import Store

extension HubSite {
    func addPeople(to open: Routes<Visit>, _ door: HubDoor) {
        door.admitted(to: open, for: .viewMembers).add(
            .get, "/tenants/\(HubDoor.tenant)/members", .page("List the users")
        ) { visit in
            let after = Cursor(visit.request)
            let page = try await parts.members.members(
                of: tenant(of: visit), PageRequest(after: after ?? .start))
            return visit.visit.page(
                MembersPage(
                    inside: try await inside(visit), members: page.items, next: page.next,
                    isFirstPage: after == nil))
        }
        door.admitted(to: open, for: .viewOwnProfile).add(
            .get, "/profile", .page("Show who one is")
        ) { visit in
            visit.visit.page(
                ProfilePage(inside: try await inside(visit), session: visit.signedIn.session))
        }
    }
}
