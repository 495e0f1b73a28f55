internal import AgentProtocol
package import Domain
internal import Host
package import Store
package import Values

extension Journal {
    /// A configuration as it is kept: sealed to the agent's own key, with the hub's signature.
    package struct KeptConfiguration: Hashable, Sendable {
        package let sealed: [UInt8]
        package let signature: [UInt8]

        package init(sealed: [UInt8], signature: [UInt8]) {
            self.sealed = sealed
            self.signature = signature
        }
    }

    package func configuration() async throws -> KeptConfiguration? {
        try await database.read { db in
            try db.first("SELECT sealed, signature FROM configuration")
        }
    }

    package func keep(_ configuration: KeptConfiguration) async throws {
        let now = clock.now
        _ = try await database.write { db in
            try db.execute(
                """
                INSERT INTO configuration (singleton, sealed, signature, adopted_at)
                VALUES (1, \(configuration.sealed), \(configuration.signature), \(now))
                ON CONFLICT (singleton) DO UPDATE SET sealed = excluded.sealed,
                    signature = excluded.signature, adopted_at = excluded.adopted_at
                """)
        }
    }

    /// What the hub said last of itself and of this agent.
    package struct HubWord: Hashable, Sendable {
        package let incarnation: ID<Incarnation>?
        package let standing: AgentStanding
    }

    package func hubWord() async throws -> HubWord {
        let word: HubWord? = try await database.read { db in
            try db.first("SELECT incarnation, standing FROM hub")
        }
        return word ?? HubWord(incarnation: nil, standing: .active)
    }

    package func remember(_ incarnation: ID<Incarnation>) async throws {
        _ = try await database.write { db in
            try db.execute("UPDATE hub SET incarnation = \(incarnation)")
        }
    }

    package func remember(_ standing: AgentStanding) async throws {
        _ = try await database.write { db in
            try db.execute("UPDATE hub SET standing = \(standing.rawValue)")
        }
    }
}

extension Journal.KeptConfiguration: RowDecodable {
    package init(row: Row) throws {
        self.init(sealed: try row.get("sealed"), signature: try row.get("signature"))
    }
}

extension Journal.HubWord: RowDecodable {
    package init(row: Row) throws {
        self.init(incarnation: try row.get("incarnation"), standing: try row.word("standing"))
    }
}
