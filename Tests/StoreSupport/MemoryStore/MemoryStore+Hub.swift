package import Domain
internal import Store
package import Values

extension MemoryStore: HubStore {
    package func hub() async throws -> Hub? {
        try read { $0.hub }
    }

    package func createHub(_ hub: Hub) async throws -> Hub {
        try write { change in
            let kept = change.state.hub ?? hub
            change.state.hub = kept
            return kept
        }
    }

    package func setFrozen(_ moment: Timestamp?, audit: [AuditDraft]) async throws -> Hub {
        try write { change in
            guard let hub = change.state.hub else { throw StoreError.notFound("hub") }
            guard (hub.frozen == nil) != (moment == nil) else { return hub }
            let changed = Hub(
                id: hub.id, created: hub.created, setUp: hub.setUp, frozen: moment)
            change.state.hub = changed
            change.record(audit)
            return changed
        }
    }

    package func setUp(_ setup: FirstSetup, audit: [AuditDraft]) async throws {
        try write { change in
            guard let hub = change.state.hub else { throw StoreError.notFound("hub") }
            guard hub.setUp == nil else { throw StoreError.refused(.alreadySetUp) }
            _ = try change.takeUse(of: setup.token, for: .setup, at: setup.time)
            change.state.hub = Hub(
                id: hub.id, created: hub.created, setUp: setup.time, frozen: hub.frozen)
            change.state.tenants[setup.tenant.id] = setup.tenant
            change.state.users[setup.owner.id] = setup.owner
            change.state.memberships.append(
                Membership(
                    tenant: setup.tenant.id, user: setup.owner.id, role: .owner,
                    created: setup.time))
            change.state.hubAdministrators.append((setup.owner.id, setup.time))
            change.state.sessions[setup.session.id] = setup.session
            change.record(audit)
        }
    }
}
