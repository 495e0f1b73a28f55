internal import Cryptography
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Values

extension HubAPI {
    private static let enrolmentToken = PathParameter(
        "token", Schema<ID<OneTimeToken>>.id())
    private static let announcement = PathParameter(
        "announcement", Schema<ID<PendingAgent>>.id())
    private static let tags = ["Enrolment"]

    func addEnrolment(to routes: Routes<Call>, _ door: HubDoor) {
        let enrolling = door.authorised(to: routes, for: .enrolAgents)
        addEnrolmentTokens(to: enrolling)
        addAnnouncements(to: enrolling)
    }

    private func addEnrolmentTokens(to routes: Routes<Authorised<Call>>) {
        routes.add(
            .get, "/api/v1/tenants/\(HubDoor.tenant)/enrolment-tokens",
            RouteAbout(
                "List the enrolment tokens that still work", tags: Self.tags,
                failures: Self.tenantFailures),
            gives: ListDocument.schema(
                "EnrolmentTokenList", of: EnrolmentTokenDocument.schema)
        ) { context in
            let tokens = try await parts.enrolmentTokens.list(of: context.tenant)
            return ListDocument(items: tokens.map { EnrolmentTokenDocument($0) })
        }
        routes.add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/enrolment-tokens",
            RouteAbout(
                "Make an enrolment token", tags: Self.tags, headers: Precondition.creating,
                failures: Self.tenantFailures),
            takes: EnrolmentTokenForm.schema,
            gives: NewToken.schema(
                "NewEnrolmentToken", "record", of: EnrolmentTokenDocument.schema),
            status: .created
        ) { context, form in
            let (token, record) = try await parts.enrolmentTokens.issue(
                to: context.tenant, uses: form.uses, lifetime: .seconds(form.minutes * 60),
                protects: form.protects,
                once: context.idempotencyKey(for: form, EnrolmentTokenForm.schema),
                by: context.requester)
            return NewToken(text: token.revealed(), record: EnrolmentTokenDocument(record))
        }
        routes.add(
            .delete, "/api/v1/tenants/\(HubDoor.tenant)/enrolment-tokens/\(Self.enrolmentToken)",
            RouteAbout(
                "Revoke an enrolment token", tags: Self.tags, failures: Self.tenantFailures),
            status: .noContent
        ) { context in
            try await parts.enrolmentTokens.revoke(
                context[Self.enrolmentToken], of: context.tenant, by: context.requester)
            return HTTPResponse(.noContent)
        }
    }

    private func addAnnouncements(to routes: Routes<Authorised<Call>>) {
        routes.add(
            .get, "/api/v1/tenants/\(HubDoor.tenant)/announcements",
            RouteAbout(
                "List the machines that wait", tags: Self.tags, failures: Self.tenantFailures),
            gives: ListDocument.schema("AnnouncementList", of: AnnouncementDocument.schema)
        ) { context in
            let waiting = try await parts.announcements.waiting(for: context.tenant)
            return ListDocument(items: waiting.map { AnnouncementDocument($0) })
        }
        routes.add(
            .post,
            "/api/v1/tenants/\(HubDoor.tenant)/announcements/\(Self.announcement)/approval",
            RouteAbout(
                "Make a machine that waits an agent", tags: Self.tags,
                failures: Self.tenantFailures),
            takes: ApprovalForm.schema, gives: AgentDocument.schema
        ) { context, form in
            document(
                of: try await parts.announcements.approve(
                    context[Self.announcement], of: context.tenant,
                    fingerprint: form.fingerprint, by: context.requester))
        }
        routes.add(
            .post,
            "/api/v1/tenants/\(HubDoor.tenant)/announcements/\(Self.announcement)/refusal",
            RouteAbout(
                "Refuse a machine that waits", tags: Self.tags, failures: Self.tenantFailures),
            status: .noContent
        ) { context in
            try await parts.announcements.refuse(
                context[Self.announcement], of: context.tenant, by: context.requester)
            return HTTPResponse(.noContent)
        }
    }
}
