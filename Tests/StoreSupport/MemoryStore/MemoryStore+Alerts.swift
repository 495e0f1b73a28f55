package import Domain
package import Store
package import Values

extension MemoryStore: AlertStore {
    package func alert(_ id: ID<Alert>, of scope: AuditScope) async throws -> Alert? {
        try read { $0.alerts.first { $0.id == id && $0.scope == scope } }
    }

    package func alerts(
        of scope: AuditScope, matching filter: AlertFilter, _ request: PageRequest
    ) async throws -> Page<Alert> {
        try read { state in
            let found = state.alerts.filter { alert in
                alert.scope == scope
                    && (filter.states.isEmpty || filter.states.contains(alert.state))
                    && filter.severity ?? alert.condition.severity == alert.condition.severity
                    && filter.kind ?? alert.condition.kind == alert.condition.kind
            }
            return newest(found, request) { Cursor(time: $0.raised, id: $0.id.uuid) }
        }
    }

    package func openAlerts(limit: Int) async throws -> [Alert] {
        try read { state in
            let open = state.alerts.filter { $0.state != .resolved }.sorted {
                isBefore(
                    Cursor(time: $0.raised, id: $0.id.uuid),
                    Cursor(time: $1.raised, id: $1.id.uuid))
            }
            return Array(open.prefix(limit))
        }
    }

    package func note(
        _ changes: AlertChanges, of scope: AuditScope, at now: Timestamp
    ) async throws {
        try write { $0.state.note(changes, of: scope, at: now) }
    }

    package func changeAlert(
        _ id: ID<Alert>, of scope: AuditScope,
        _ change: @Sendable (inout Alert) throws -> [AuditDraft]
    ) async throws -> Alert {
        try write { writing in
            let index = writing.state.alerts.firstIndex { $0.id == id && $0.scope == scope }
            guard let index else { throw StoreError.notFound("alert") }
            let before = writing.state.alerts[index]
            var alert = before
            let audit = try change(&alert)
            guard alert != before else { return before }
            writing.state.alerts[index] = alert
            writing.record(audit)
            return alert
        }
    }
}

extension MemoryStore.State {
    mutating func note(_ changes: AlertChanges, of scope: AuditScope, at now: Timestamp) {
        for index in alerts.indices
        where changes.cleared.contains(alerts[index].condition)
            && alerts[index].condition.clearsItself
        {
            _ = alerts[index].take(.clear, now: now)
        }
        for condition in changes.observed.sorted(by: { $0.dedupKey < $1.dedupKey }) {
            let open = alerts.firstIndex { $0.condition == condition && $0.state != .resolved }
            if let open {
                _ = alerts[open].take(.observe, now: now)
            } else {
                alerts.append(
                    Alert(id: Sample.id(), scope: scope, condition: condition, raised: now))
            }
        }
    }
}
