package import Domain

extension SQLStore: HubIdentityStore {
    package func hubIdentity() async throws -> HubIdentity? {
        try await database.read { db in try db.first(HubIdentity.all) }
    }

    package func createHubIdentity(_ identity: HubIdentity) async throws -> HubIdentity {
        try await database.write { db in
            guard let hub = try db.reading.first(Hub.all, as: Hub.self), hub.id == identity.hub
            else { throw StoreError.notFound("hub") }
            try db.execute(
                """
                INSERT INTO hub_identity (singleton, incarnation, verifying_key, sealed_key)
                VALUES (1, \(identity.incarnation), \(identity.verifyingKey), \
                \(identity.sealedKey)) ON CONFLICT DO NOTHING
                """)
            return try db.reading.first(HubIdentity.all) ?? identity
        }
    }
}

extension SQLStore {
    package func resealHubIdentity(from old: [UInt8], to new: [UInt8]) async throws -> Bool {
        try await database.write { db in
            try db.execute(
                "UPDATE hub_identity SET sealed_key = \(new) WHERE sealed_key = \(old)") == 1
        }
    }
}

extension HubIdentity: RowDecodable {
    static let all: SQL = """
        SELECT h.id, i.incarnation, i.verifying_key, i.sealed_key
        FROM hub_identity i, hub h
        """

    package init(row: Row) throws {
        self.init(
            hub: try row.get("id"), incarnation: try row.get("incarnation"),
            verifyingKey: try row.get("verifying_key"), sealedKey: try row.get("sealed_key"))
    }
}
