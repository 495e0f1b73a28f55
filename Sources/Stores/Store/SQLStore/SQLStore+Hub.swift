package import Domain
package import Values

extension SQLStore: HubStore {
    package func hub() async throws -> Hub? {
        try await database.read { db in try db.first(Hub.all) }
    }

    package func createHub(_ hub: Hub) async throws -> Hub {
        try await database.write { db in
            try db.execute(
                """
                INSERT INTO hub (singleton, id, created_at, set_up_at)
                VALUES (1, \(hub.id), \(hub.created), \(hub.setUp)) ON CONFLICT DO NOTHING
                """)
            return try db.reading.first(Hub.all) ?? hub
        }
    }

    package func setFrozen(_ moment: Timestamp?, audit: [AuditDraft]) async throws -> Hub {
        try await database.write { db in
            guard let hub = try db.reading.first(Hub.all, as: Hub.self) else {
                throw StoreError.notFound("hub")
            }
            guard (hub.frozen == nil) != (moment == nil) else { return hub }
            try db.execute("UPDATE hub SET frozen_at = \(moment)")
            try db.record(audit, sha256: sha256)
            return try db.reading.first(Hub.all) ?? hub
        }
    }

    package func setUp(_ setup: FirstSetup, audit: [AuditDraft]) async throws {
        try await database.write { db in
            guard let hub = try db.reading.first(Hub.all, as: Hub.self) else {
                throw StoreError.notFound("hub")
            }
            guard hub.setUp == nil else { throw StoreError.refused(.alreadySetUp) }
            _ = try db.takeUse(of: setup.token, for: .setup, at: setup.time)
            try db.execute("UPDATE hub SET set_up_at = \(setup.time)")
            try db.insert(setup.tenant)
            try db.insert(setup.owner)
            try db.insert(
                Membership(
                    tenant: setup.tenant.id, user: setup.owner.id, role: .owner,
                    created: setup.time))
            try db.insertHubAdministrator(setup.owner.id, at: setup.time)
            try db.insert(setup.session)
            try db.record(audit, sha256: sha256)
        }
    }
}

extension Hub: RowDecodable {
    static let all: SQL = "SELECT id, created_at, set_up_at, frozen_at FROM hub"

    package init(row: Row) throws {
        self.init(
            id: try row.get("id"), created: try row.get("created_at"),
            setUp: try row.get("set_up_at"), frozen: try row.get("frozen_at"))
    }
}
