internal import AgentProtocol
internal import Domain
internal import HTTPServer
internal import HubDoor
internal import JSON
internal import Store
internal import Values

extension HubAPI {
    private static let about = RouteAbout(
        "List who did what, the newest first", tags: ["Audit"],
        query: ListQuery.all + AuditQuery.all, failures: tenantFailures)
    private static let list = ListDocument.schema(
        "AuditEventList", of: AuditEventDocument.schema)

    func addAudit(to routes: Routes<Call>, _ door: HubDoor) {
        door.authorised(to: routes, for: .viewAudit).add(
            .get, "/api/v1/tenants/\(HubDoor.tenant)/audit", Self.about, gives: Self.list
        ) { context in
            try await events(in: .tenant(context.tenant), for: context)
        }
        var about = Self.about
        about.summary = "List what was done to the hub itself, the newest first"
        about.failures = [.unauthorized, .forbidden, .conflict]
        door.admitted(to: routes, for: .viewHubAudit).add(
            .get, "/api/v1/hub/audit", about, gives: Self.list
        ) { context in
            try await events(in: .hub, for: context)
        }
    }

    private func events(
        in scope: AuditScope, for context: some RequestContext
    ) async throws -> ListDocument<AuditEventDocument> {
        let page = try context.page
        let found = Page(
            try await parts.readings.audit.auditEvents(
                in: scope, matching: context.auditFilter, before: page.after.auditNumber,
                limit: page.limit + 1), for: page, at: \.place)
        return ListDocument(
            items: found.items.map { AuditEventDocument(event: $0) }, next: found.next)
    }
}

/// Which events are wanted.
private enum AuditQuery {
    static let action = QueryParameter<String?>(
        "action", .text(1...64), "Only what is called so, as in `source.changed`.")
    static let user = QueryParameter<ID<User>?>("user", .id(), "Only what this person did.")
    static let target = QueryParameter<UUID?>(
        "target", .uuid, "Only what was done to this: a source, a person, a vault.")
    static let since = QueryParameter<Timestamp?>("since", .timestamp, "From this moment on.")
    static let until = QueryParameter<Timestamp?>("until", .timestamp, "Before this moment.")

    static let all = [
        action.description, user.description, target.description, since.description,
        until.description,
    ]
}

extension RequestContext {
    fileprivate var auditFilter: AuditFilter {
        get throws {
            var filter = AuditFilter(
                action: try self[AuditQuery.action].map { AuditAction(rawValue: $0) },
                actor: try self[AuditQuery.user], target: try self[AuditQuery.target])
            let since = try self[AuditQuery.since]
            let until = try self[AuditQuery.until]
            if since != nil || until != nil {
                let start = since ?? Timestamp(milliseconds: 0)
                // Nothing happened from a moment until an earlier one.
                filter.times = start..<max(start, until ?? Timestamp(milliseconds: .max))
            }
            return filter
        }
    }
}

// A chain is ordered by its numbers, and a cursor has room for one.

extension AuditEvent {
    fileprivate var place: Cursor {
        Cursor(time: draft.time, id: UUID(high: 0, low: UInt64(sequence)))
    }
}

extension Cursor {
    /// The number before which a list goes on; nil at its beginning.
    fileprivate var auditNumber: Int64? { self == .start ? nil : Int64(clamping: id.low) }
}
