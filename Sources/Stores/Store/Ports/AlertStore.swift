package import Domain
package import Values

/// Alerts. What the end of a run and the records of agents say is noted with these; the rest is
/// noted by whoever finds it out.
package protocol AlertStore: Sendable {
    func alert(_ id: ID<Alert>, of scope: AuditScope) async throws -> Alert?

    /// By (raised, id), the newest first; a page goes on with what is older than its cursor.
    func alerts(
        of scope: AuditScope, matching filter: AlertFilter, _ page: PageRequest
    ) async throws -> Page<Alert>

    /// Those of all tenants and of the hub that are not resolved, the oldest first.
    func openAlerts(limit: Int) async throws -> [Alert]

    /// Raises or sees again what is observed, one alert for each condition; resolves what is
    /// cleared, as far as it clears itself.
    func note(_ changes: AlertChanges, of scope: AuditScope, at now: Timestamp) async throws

    /// Changes what `change` changes, as if nobody else were there, and returns the alert as it
    /// is now. What `change` throws is thrown, and nothing is changed.
    ///
    /// Throws `notFound`.
    func changeAlert(
        _ id: ID<Alert>, of scope: AuditScope,
        _ change: @Sendable (inout Alert) throws -> [AuditDraft]
    ) async throws -> Alert
}

/// Which alerts are wanted; an empty filter wants all.
package struct AlertFilter: Hashable, Sendable {
    package var states: Set<Alert.State>
    package var severity: AlertCondition.Severity?
    package var kind: String?

    package init(
        states: Set<Alert.State> = [], severity: AlertCondition.Severity? = nil,
        kind: String? = nil
    ) {
        self.states = states
        self.severity = severity
        self.kind = kind
    }
}
