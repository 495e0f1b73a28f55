internal import Cryptography
internal import Domain
internal import HTTPServer
internal import Host
internal import HubCore
internal import HubDoor
internal import JSON
internal import Store
internal import Values

extension HubAPI {
    private static let person = PathParameter("user", Schema<ID<User>>.id())
    private static let members: PathPattern = "/api/v1/tenants/\(HubDoor.tenant)/members"
    private static let oneMember: PathPattern =
        "/api/v1/tenants/\(HubDoor.tenant)/members/\(person)"
    private static let tags = ["Members"]

    func addMembers(to routes: Routes<Call>, _ door: HubDoor) {
        door.authorised(to: routes, for: .viewMembers).add(
            .get, Self.members,
            RouteAbout(
                "List who has a part in a tenant", tags: Self.tags, query: ListQuery.all,
                failures: Self.tenantFailures),
            gives: ListDocument.schema("MemberList", of: MemberDocument.schema)
        ) { context in
            let page = try await parts.readings.members.members(of: context.tenant, context.page)
            return ListDocument(
                items: page.items.map { MemberDocument(member: $0) }, next: page.next)
        }
        door.authorised(to: routes, for: .viewMembers).add(
            .get, Self.oneMember,
            RouteAbout(
                "Show somebody's part in a tenant", tags: Self.tags,
                failures: Self.tenantFailures),
            gives: MemberDocument.schema
        ) { context in
            MemberDocument(
                member: try await parts.people.member(context[Self.person], of: context.tenant))
        }
        let managed = door.authorised(to: routes, for: .manageMembers)
        managed.add(
            .post, Self.members,
            RouteAbout(
                "Give somebody a part in a tenant", tags: Self.tags,
                failures: Self.tenantFailures),
            takes: InvitationForm.schema, gives: InvitationDocument.schema, status: .created
        ) { context, form in
            try await invite(form, for: context)
        }
        addChanges(to: managed)
        addAccess(to: managed)
    }

    private func addChanges(to managed: Routes<Authorised<Call>>) {
        managed.add(
            .patch, Self.oneMember,
            RouteAbout(
                "Give somebody another role", tags: Self.tags, failures: Self.tenantFailures),
            takes: MemberForm.schema, gives: MemberDocument.schema
        ) { context, form in
            try allow(form.role, for: context)
            var member = try await member(managedBy: context)
            try await parts.people.setRole(
                form.role, of: member.user, in: context.tenant, by: context.requester)
            member.membership.role = form.role
            return MemberDocument(member: member)
        }
        managed.add(
            .delete, Self.oneMember,
            RouteAbout(
                "Take somebody's part in a tenant, or their invitation", tags: Self.tags,
                failures: Self.tenantFailures), status: .noContent
        ) { context in
            try await parts.people.remove(
                member(managedBy: context).user, from: context.tenant, by: context.requester)
            return HTTPResponse(.noContent)
        }
    }

    /// What is done to all that a person is, and not to their part in one tenant.
    private func addAccess(to managed: Routes<Authorised<Call>>) {
        managed.add(
            .put, "/api/v1/tenants/\(HubDoor.tenant)/members/\(Self.person)/standing",
            RouteAbout(
                "Keep somebody out of the hub, or let them in again", tags: Self.tags,
                failures: Self.tenantFailures),
            takes: MemberStandingForm.schema, gives: MemberStandingForm.schema
        ) { context, form in
            try await parts.people.setDisabled(
                form.standing == .disabled, person(actedForBy: context), in: context.tenant,
                by: context.requester)
            return form
        }
        managed.add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/members/\(Self.person)/link",
            RouteAbout(
                "Make what lets somebody choose a password", tags: Self.tags,
                failures: Self.tenantFailures),
            gives: PasswordLinkDocument.schema, status: .created
        ) { context in
            let user = try await person(actedForBy: context)
            // It would make whoever has the token that person, for longer than the token works.
            guard context.token == nil || user.passwordHash == nil else {
                throw Problem(
                    .forbidden, "session_required",
                    "A token replaces nobody's password: sign in to make this link.")
            }
            let token = try await parts.people.link(
                for: user, in: context.tenant, by: context.requester)
            return PasswordLinkDocument(code: token.revealed())
        }
    }

    private func invite(
        _ form: InvitationForm, for context: Authorised<Call>
    ) async throws -> InvitationDocument {
        try allow(form.role, for: context)
        let (user, link) = try await parts.people.invite(
            People.Invitation(name: form.name, login: form.login, role: form.role),
            to: context.tenant, by: context.requester)
        let membership = Membership(
            tenant: context.tenant, user: user.id, role: form.role, created: parts.clock.now)
        return InvitationDocument(
            member: MemberDocument(member: Member(user: user, membership: membership)),
            code: link?.revealed())
    }

    private func allow(_ role: Role, for context: Authorised<Call>) throws {
        guard context.authority.mayManage(role, in: context.tenant) else {
            throw Problem(.forbidden, "not_allowed", "This role is not yours to give.")
        }
    }

    /// Somebody whose part in the tenant the one who asks may change.
    private func member(managedBy context: Authorised<Call>) async throws -> Member {
        let member = try await parts.people.member(context[Self.person], of: context.tenant)
        guard context.authority.mayManage(member.membership.role, in: context.tenant) else {
            throw Self.notAllowed
        }
        return member
    }

    /// Somebody whose signing in is for the one who asks to change.
    private func person(actedForBy context: Authorised<Call>) async throws -> User {
        let user = try await member(managedBy: context).user
        guard try await parts.people.mayActFor(user.id, context.authority) else {
            throw Self.notAllowed
        }
        return user
    }

    private static let notAllowed = Problem(
        .forbidden, "not_allowed", "This needs a right you do not have.")
}
