internal import Cryptography
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Markup
internal import Store
internal import Values

extension HubSite {
    private static let member = PathParameter("user", Schema<ID<User>>.id())
    private static let fieldNames = [
        Fields.displayName.name: "name", Fields.login.name: "login",
        Fields.password.name: "new",
    ]

    func addPeople(to open: Routes<Visit>, _ door: HubDoor) {
        door.admitted(to: open, for: .viewMembers).add(
            .get, "/tenants/\(HubDoor.tenant)/members", .page("List the users")
        ) { visit in
            try await showMembers(visit)
        }
        let managed = door.admitted(to: open, for: .manageMembers)
        managed.add(
            .post, "/tenants/\(HubDoor.tenant)/members", .form("Invite somebody")
        ) { visit in
            try await invite(visit)
        }
        managed.add(
            .get, "/tenants/\(HubDoor.tenant)/members/\(Self.member)", .page("Show a user")
        ) { visit in
            try await showMember(visit)
        }
        addMemberChanges(to: managed)
        addMemberRemoval(to: managed)
        addInvitation(to: open)
        addProfile(to: open, door)
    }

    // MARK: The members

    private func showMembers(
        _ visit: AdmittedVisit, invited: (user: User, link: String)? = nil
    ) async throws -> HTTPResponse {
        let after = Cursor(visit.request)
        let page = try await parts.members.members(
            of: tenant(of: visit), PageRequest(after: after ?? .start))
        var members = MembersPage(
            inside: try await inside(visit), members: page.items, next: page.next,
            isFirstPage: after == nil)
        if let kept = kept(visit) {
            members.form = kept.values
            members.trouble = kept.trouble
        }
        members.invited = invited
        return visit.visit.page(
            members, members.trouble.isEmpty ? .ok : .unprocessableContent)
    }

    private func invite(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let form = FormValues(try await sent(by: visit))
        let tenant = try tenant(of: visit)
        let role = try role(form["role"], given: visit)
        var trouble = FormTrouble()
        do {
            let (user, link) = try await parts.people.invite(
                People.Invitation(name: form["name"], login: form["login"], role: role),
                to: tenant, by: visit.requester)
            guard let link else {
                return visit.visit.leadOn(to: Self.url(of: user.id, in: tenant), .joined)
            }
            return try await showMembers(visit, invited: (user, self.link(link, visit)))
        } catch {
            try note(error, in: &trouble, visit.visit.words, Self.fieldNames)
            return keep(visit, form, trouble)
        }
    }

    /// What was chosen, where whoever chose it may give it.
    private func role(_ text: String, given visit: AdmittedVisit) throws -> Role {
        guard let role = Role(rawValue: text),
            visit.signedIn.authority.mayManage(role, in: try tenant(of: visit))
        else { throw Problem(.forbidden, "not_allowed", "This role is not yours to give.") }
        return role
    }

    private func link(_ token: Token, _ visit: AdmittedVisit) -> String {
        "\(hubAddress(for: visit.request))/invitation#\(token.revealed())"
    }

    // MARK: One member

    private func showMember(
        _ visit: AdmittedVisit, link: String? = nil
    ) async throws -> HTTPResponse {
        let refusal = kept(visit)?.trouble.whole
        let member = try await parts.people.member(visit[Self.member], of: tenant(of: visit))
        let page = MemberPage(
            inside: try await inside(visit), member: member,
            mayActFor: try await parts.people.mayActFor(
                member.user.id, visit.signedIn.authority), link: link, refusal: refusal)
        return visit.visit.page(page, refusal == nil ? .ok : .conflict)
    }

    /// Somebody whom the one who asks may manage.
    private func managed(_ visit: AdmittedVisit) async throws -> Member {
        let tenant = try tenant(of: visit)
        let member = try await parts.people.member(visit[Self.member], of: tenant)
        guard visit.signedIn.authority.mayManage(member.membership.role, in: tenant) else {
            throw Problem(.forbidden, "not_allowed", "This needs a right you do not have.")
        }
        return member
    }

    private func addMemberChanges(to managed: Routes<AdmittedVisit>) {
        managed.add(
            .post, "/tenants/\(HubDoor.tenant)/members/\(Self.member)/role",
            .form("Give somebody another role")
        ) { visit in
            let role = try role(try await sent(by: visit)["role"] ?? "", given: visit)
            let member = try await self.managed(visit)
            return try await changed(visit, .saved) { tenant in
                try await parts.people.setRole(
                    role, of: member.user, in: tenant, by: visit.requester)
            }
        }
        managed.add(
            .post, "/tenants/\(HubDoor.tenant)/members/\(Self.member)/link",
            .form("Make a link to choose a password by")
        ) { visit in
            _ = try await sent(by: visit)
            let user = try await actingFor(visit)
            let token = try await parts.people.link(
                for: user, in: tenant(of: visit), by: visit.requester)
            return try await showMember(visit, link: link(token, visit))
        }
        managed.add(
            .post, "/tenants/\(HubDoor.tenant)/members/\(Self.member)/standing",
            .form("Keep somebody out, or let them in again")
        ) { visit in
            let isDisabled = try await sent(by: visit)["disabled"] == "on"
            let user = try await actingFor(visit)
            return try await changed(visit, isDisabled ? .keptOut : .letIn) { tenant in
                try await parts.people.setDisabled(
                    isDisabled, user, in: tenant, by: visit.requester)
            }
        }
    }

    /// Somebody whose signing in is for the one who asks to change.
    private func actingFor(_ visit: AdmittedVisit) async throws -> User {
        let member = try await managed(visit)
        guard
            try await parts.people.mayActFor(member.user.id, visit.signedIn.authority)
        else {
            throw Problem(.forbidden, "not_allowed", "This needs a right you do not have.")
        }
        return member.user
    }

    private func changed(
        _ visit: AdmittedVisit, _ done: Done, _ body: (ID<Tenant>) async throws -> Void
    ) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let url = Self.url(of: try visit[Self.member], in: tenant)
        do {
            try await body(tenant)
        } catch let error as StoreError {
            guard let refusal = error.refusal else { throw error }
            var trouble = FormTrouble()
            trouble.whole = visit.visit.words.refusals.sentence(for: refusal)
            return keep(visit, FormValues(), trouble, at: url.text)
        }
        return visit.visit.leadOn(to: url, done)
    }

    private static func url(of user: ID<User>, in tenant: ID<Tenant>) -> URLReference {
        .path("tenants", tenant.description, "members", user.description)
    }

    private func addMemberRemoval(to managed: Routes<AdmittedVisit>) {
        addConfirmation(
            to: managed, at: "/tenants/\(HubDoor.tenant)/members/\(Self.member)/removal",
            asks: "Ask before somebody is removed", does: "Remove somebody from a tenant",
            of: { try await self.managed($0).user }, page: Self.removal,
            leadingTo: { user, inside in user.id == inside.user.id ? "/" : inside.url("members") }
        ) { visit, user in
            try await parts.people.remove(user, from: tenant(of: visit), by: visit.requester)
        }
    }

    private static func removal(
        of user: User, _ inside: Inside, error: String?
    ) -> ConfirmationPage {
        let words = inside.words.people
        let back = inside.url("members", user.id.description)
        return ConfirmationPage(
            inside: inside, place: .members, title: words.removeTitle(user.displayName),
            text: words.removeText, name: user.login, losses: words.removeLosses,
            button: words.remove,
            target: inside.url("members", user.id.description, "removal"), back: back,
            crumbs: [(words.title, inside.url("members")), (user.displayName, back)],
            error: error)
    }
}
