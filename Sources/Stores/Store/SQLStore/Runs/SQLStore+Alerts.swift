package import Domain
package import Values

extension SQLStore: AlertStore {
    package func alert(_ id: ID<Alert>, of scope: AuditScope) async throws -> Alert? {
        try await database.read { db in try db.alert(id, of: scope) }
    }

    package func alerts(
        of scope: AuditScope, matching filter: AlertFilter, _ page: PageRequest
    ) async throws -> Page<Alert> {
        var conditions = [scope.alertCondition] + filter.conditions
        if page.after != .start {
            conditions.append("(raised_at, id) < (\(page.after.time), \(page.after.id))")
        }
        let condition = SQL.joined(conditions, by: " AND ")
        let found: [Alert] = try await database.read { db in
            try db.all(
                """
                SELECT \(Alert.columns) FROM alerts WHERE \(condition)
                ORDER BY raised_at DESC, id DESC LIMIT \(page.limit + 1)
                """)
        }
        return Page(found, for: page) { Cursor(time: $0.raised, id: $0.id.uuid) }
    }

    package func openAlerts(limit: Int) async throws -> [Alert] {
        try await database.read { db in
            try db.all(
                """
                SELECT \(Alert.columns) FROM alerts WHERE state <> 'resolved'
                ORDER BY raised_at, id LIMIT \(limit)
                """)
        }
    }

    package func note(
        _ changes: AlertChanges, of scope: AuditScope, at now: Timestamp
    ) async throws {
        try await database.write { db in
            try db.note(changes, of: scope, at: now, sha256: sha256)
        }
    }

    package func changeAlert(
        _ id: ID<Alert>, of scope: AuditScope,
        _ change: @Sendable (inout Alert) throws -> [AuditDraft]
    ) async throws -> Alert {
        try await database.write { db in
            guard let before = try db.reading.alert(id, of: scope) else {
                throw StoreError.notFound("alert")
            }
            var alert = before
            let audit = try change(&alert)
            guard alert != before else { return before }
            try db.execute(
                """
                UPDATE alerts SET state = \(alert.state), \
                acknowledged_by = \(alert.acknowledgedBy), resolved_at = \(alert.resolved)
                WHERE id = \(id)
                """)
            if alert.state == .resolved, case .sourceStale(let source) = alert.condition {
                try db.setStale(source, false)
            }
            try db.record(audit, sha256: sha256)
            return alert
        }
    }
}

extension AuditScope {
    fileprivate var alertCondition: SQL {
        switch self {
        case .hub: "tenant_id IS NULL"
        case .tenant(let tenant): "tenant_id = \(tenant)"
        }
    }

    var tenant: ID<Tenant>? { if case .tenant(let tenant) = self { tenant } else { nil } }
}

extension AlertFilter {
    fileprivate var conditions: [SQL] {
        var conditions: [SQL] = []
        if !states.isEmpty {
            let list = states.sorted { $0.rawValue < $1.rawValue }.map { state -> SQL in
                "\(state)"
            }
            conditions.append("state IN (\(SQL.joined(list, by: ", ")))")
        }
        if let severity { conditions.append("severity = \(severity)") }
        if let kind { conditions.append("kind = \(kind)") }
        return conditions
    }
}

extension Alert: RowDecodable {
    static let columns: SQL = """
        id, tenant_id, dedup_key, state, raised_at, last_seen_at, count, acknowledged_by, \
        resolved_at
        """

    package init(row: Row) throws {
        let key: String = try row.get("dedup_key")
        guard let condition = AlertCondition(dedupKey: key) else {
            throw StoreError(.corrupt, "an alert in the database is of nothing that is known")
        }
        let tenant: ID<Tenant>? = try row.get("tenant_id")
        self.init(
            id: try row.get("id"), scope: tenant.map(AuditScope.tenant) ?? .hub,
            condition: condition, state: try row.get("state"), raised: try row.get("raised_at"),
            lastSeen: try row.get("last_seen_at"), count: try row.get("count"),
            acknowledgedBy: try row.get("acknowledged_by"), resolved: try row.get("resolved_at"))
    }
}

extension ReadTransaction {
    fileprivate borrowing func alert(_ id: ID<Alert>, of scope: AuditScope) throws -> Alert? {
        try first(
            "SELECT \(Alert.columns) FROM alerts WHERE id = \(id) AND \(scope.alertCondition)")
    }
}
