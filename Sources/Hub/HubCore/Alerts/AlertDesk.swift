package import Domain
package import Host
package import Store
package import Values

/// The alerts of a tenant: looked at, and answered by people.
package struct AlertDesk: Sendable {
    private let store: any AlertStore
    private let clock: WallClock

    package init(store: any AlertStore, clock: WallClock) {
        self.store = store
        self.clock = clock
    }

    /// Throws `notFound` for one of somebody else's as well.
    package func alert(_ id: ID<Alert>, of tenant: ID<Tenant>) async throws -> Alert {
        guard let alert = try await store.alert(id, of: .tenant(tenant)) else {
            throw StoreError.notFound("alert")
        }
        return alert
    }

    /// The newest first.
    package func alerts(
        of tenant: ID<Tenant>, matching filter: AlertFilter, _ page: PageRequest
    ) async throws -> Page<Alert> {
        try await store.alerts(of: .tenant(tenant), matching: filter, page)
    }

    /// Those of the hub itself that are not resolved: a few at most.
    package func alertsOfHub() async throws -> [Alert] {
        try await store.alerts(
            of: .hub, matching: AlertFilter(states: [.raised, .acknowledged]), PageRequest()
        ).items
    }

    /// Somebody looks after it. Idempotent: the first who says so stays, and what is resolved
    /// stays so.
    package func acknowledge(
        _ id: ID<Alert>, of tenant: ID<Tenant>, by requester: Requester
    ) async throws -> Alert {
        guard case .user(let user, _) = requester.actor else {
            preconditionFailure("people acknowledge alerts")
        }
        return try await take(.acknowledge(user), .alertAcknowledged, id, tenant, requester)
    }

    /// Somebody says that it is over. Idempotent. What is still there is raised anew.
    package func resolve(
        _ id: ID<Alert>, of tenant: ID<Tenant>, by requester: Requester
    ) async throws -> Alert {
        try await take(.clear, .alertResolved, id, tenant, requester)
    }

    private func take(
        _ step: Alert.Step, _ action: AuditAction, _ id: ID<Alert>, _ tenant: ID<Tenant>,
        _ requester: Requester
    ) async throws -> Alert {
        let now = clock.now
        return try await store.changeAlert(id, of: .tenant(tenant)) { alert in
            _ = alert.take(step, now: now)
            return [
                AuditDraft(
                    action, in: .tenant(tenant), by: requester.actor, at: now,
                    on: AuditTarget(
                        kind: "alert", id: alert.id.uuid, name: alert.condition.kind),
                    from: requester.address)
            ]
        }
    }
}
