package import Domain
internal import Values

extension SQLStore: AuditStore {
    package func record(_ drafts: [AuditDraft]) async throws {
        try await database.write { db in try db.record(drafts, sha256: sha256) }
    }

    package func auditEvents(
        in scope: AuditScope, matching filter: AuditFilter, before: Int64?, limit: Int
    ) async throws -> [AuditEvent] {
        let conditions = SQL.joined(filter.conditions(in: scope, before: before), by: " AND ")
        return try await database.read { db in
            try db.all(
                """
                SELECT \(AuditEvent.columns) FROM audit_events WHERE \(conditions)
                ORDER BY sequence DESC LIMIT \(PageRequest(limit: limit).limit)
                """)
        }
    }

    package func auditChain(
        of scope: AuditScope, after: Int64, limit: Int
    ) async throws -> [AuditEvent] {
        try await database.read { db in
            try db.all(
                """
                SELECT \(AuditEvent.columns) FROM audit_events
                WHERE scope = \(scope.id) AND sequence > \(after)
                ORDER BY sequence LIMIT \(PageRequest(limit: limit).limit)
                """)
        }
    }

    package func gap() async throws -> HubGap? {
        try await database.read { db in try db.gap() }
    }

    package func auditHead(of scope: AuditScope) async throws -> AuditHead {
        try await database.read { db in try db.auditHead(of: scope) }
    }
}

extension AuditFilter {
    fileprivate func conditions(in scope: AuditScope, before: Int64?) -> [SQL] {
        var conditions: [SQL] = ["scope = \(scope.id)"]
        if let before { conditions.append("sequence < \(before)") }
        if let action { conditions.append("action = \(action)") }
        if let actor { conditions.append("actor_id = \(actor)") }
        if let target { conditions.append("target_id = \(target)") }
        if let times {
            conditions.append("time >= \(times.lowerBound) AND time < \(times.upperBound)")
        }
        return conditions
    }
}

extension AuditScope {
    /// The key of the scope's chain: all zero bits for the hub, which no tenant's id is.
    fileprivate var id: UUID {
        switch self {
        case .hub: UUID(high: 0, low: 0)
        case .tenant(let tenant): tenant.uuid
        }
    }

    fileprivate init(id: UUID) {
        self = id == AuditScope.hub.id ? .hub : .tenant(ID(id))
    }
}

extension AuditEvent: RowDecodable {
    static let columns: SQL = """
        scope, sequence, time, actor_id, actor_name, action, target_kind, target_id, \
        target_name, address, detail, previous_hash, hash
        """

    package init(row: Row) throws {
        let actor: AuditActor =
            if let user = try row.get("actor_id", as: ID<User>?.self) {
                .user(user, login: try row.get("actor_name"))
            } else { .system }
        let target: AuditTarget? =
            if let kind = try row.get("target_kind", as: String?.self) {
                AuditTarget(
                    kind: kind, id: try row.get("target_id"), name: try row.get("target_name"))
            } else { nil }
        let draft = AuditDraft(
            try row.get("action"), in: AuditScope(id: try row.get("scope")), by: actor,
            at: try row.get("time"), on: target, from: try row.get("address"),
            detail: try row.get("detail"))
        self.init(
            draft: draft, sequence: try row.get("sequence"),
            previousHash: try row.get("previous_hash"), hash: try row.get("hash"))
    }
}

extension AuditHead: RowDecodable {
    package init(row: Row) throws {
        self.init(sequence: try row.get("sequence"), hash: try row.get("hash"))
    }
}

extension ReadTransaction {
    fileprivate borrowing func auditHead(of scope: AuditScope) throws -> AuditHead {
        try first(
            """
            SELECT sequence, hash FROM audit_events WHERE scope = \(scope.id)
            ORDER BY sequence DESC LIMIT 1
            """) ?? .start
    }
}

extension WriteTransaction {
    /// Appends each event to its scope's chain.
    borrowing func record(_ drafts: [AuditDraft], sha256: SHA256Function) throws {
        for draft in drafts {
            let head = try reading.auditHead(of: draft.scope)
            try insert(AuditEvent(draft, after: head, sha256: sha256))
        }
    }

    private borrowing func insert(_ event: AuditEvent) throws {
        let draft = event.draft
        let actor: ID<User>? = if case .user(let user, _) = draft.actor { user } else { nil }
        try execute(
            """
            INSERT INTO audit_events (\(AuditEvent.columns))
            VALUES (\(draft.scope.id), \(event.sequence), \(draft.time), \(actor), \
            \(draft.actor.name), \(draft.action), \(draft.target?.kind), \(draft.target?.id), \
            \(draft.target?.name), \(draft.address), \(draft.detail), \(event.previousHash), \
            \(event.hash))
            """)
    }
}

extension ReadTransaction {
    /// The audit log remembers which backup the hub came back from.
    borrowing func gap() throws -> HubGap? {
        let event: AuditEvent? = try first(
            """
            SELECT \(AuditEvent.columns) FROM audit_events
            WHERE scope = \(AuditScope.hub.id) AND action = \(AuditAction.hubFrozen)
            ORDER BY sequence DESC LIMIT 1
            """)
        return event.flatMap { HubGap($0.draft) }
    }
}
