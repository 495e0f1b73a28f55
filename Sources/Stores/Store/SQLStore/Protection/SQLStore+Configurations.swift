package import Domain
package import Values

extension SQLStore: ConfigurationStore {
    package func basis(of agent: ID<Agent>) async throws -> ConfigurationBasis? {
        try await database.read { db in
            guard let agent = try db.agent(agent), agent.standing != .revoked else { return nil }
            let sources = try db.sources("WHERE agent_id = \(agent.id) ORDER BY id")
            let vaults = try db.vaults(
                """
                WHERE owner_id = \(agent.id) OR keeper_id = \(agent.id) OR id IN
                (SELECT v.vault_id FROM source_vaults v JOIN sources s ON s.id = v.source_id
                WHERE s.agent_id = \(agent.id)) ORDER BY id
                """)
            let schedules = try db.schedules(
                """
                WHERE id IN
                (SELECT l.schedule_id FROM schedule_sources l
                JOIN sources s ON s.id = l.source_id
                WHERE s.agent_id = \(agent.id)) ORDER BY id
                """)
            var keys: [ID<KnownKey>: KnownKey] = [:]
            var secrets: [StoredSecret] = []
            for vault in vaults.map(\.item) {
                for id in vault.keys { keys[id] = try db.key(id, of: vault.tenant) }
                secrets += try db.secrets(of: .vault(vault.id), in: vault.tenant)
            }
            for source in sources.map(\.item) {
                secrets += try db.secrets(of: .source(source.id), in: source.tenant)
            }
            if case .tenant(let tenant) = agent.scope {
                secrets += try db.secrets(of: .agent(agent.id), in: tenant)
            }
            return ConfigurationBasis(
                agent: agent, sources: sources, vaults: vaults, schedules: schedules,
                keys: keys.values.sorted { $0.id.uuid.isBefore($1.id.uuid) },
                secrets: secrets.filter { $0.purpose == .use }.sorted {
                    $0.id.uuid.isBefore($1.id.uuid)
                })
        }
    }

    package func configuration(of agent: ID<Agent>) async throws -> KeptConfiguration? {
        try await database.read { db in
            try db.first(
                """
                SELECT \(KeptConfiguration.columns) FROM agent_configurations
                WHERE agent_id = \(agent)
                """)
        }
    }

    package func configurationStates(
        of agents: [ID<Agent>]
    ) async throws -> [ID<Agent>: ConfigurationState] {
        try await database.read { db in
            var states: [ID<Agent>: ConfigurationState] = [:]
            for agent in agents { states[agent] = try db.configurationState(of: agent) }
            return states
        }
    }

    package func keep(
        _ configuration: KeptConfiguration, of agent: ID<Agent>
    ) async throws -> Bool {
        try await database.write { db in
            guard try db.reading.agent(agent) != nil else { return false }
            let last: Int64? = try db.reading.value(
                "SELECT serial FROM agent_configurations WHERE agent_id = \(agent)")
            guard configuration.serial == (last ?? 0) + 1 else { return false }
            try db.execute(
                """
                INSERT INTO agent_configurations (agent_id, \(KeptConfiguration.columns))
                VALUES (\(agent), \(configuration.serial), \(configuration.basis), \
                \(configuration.content), \(configuration.signature), \(configuration.hash), \
                \(configuration.made))
                ON CONFLICT (agent_id) DO UPDATE SET serial = excluded.serial, \
                basis = excluded.basis, content = excluded.content, \
                signature = excluded.signature, hash = excluded.hash, \
                made_at = excluded.made_at
                """)
            return true
        }
    }

    package func noteApplied(
        _ hash: [UInt8]?, failure: RunFailure?, by agent: ID<Agent>, at now: Timestamp
    ) async throws -> ConfigurationState? {
        try await database.write { db in
            if let hash {
                try db.execute(
                    """
                    UPDATE agent_configurations SET applied_serial = serial, \
                    applied_at = \(now)
                    WHERE agent_id = \(agent) AND hash = \(hash)
                    AND (applied_serial IS NULL OR applied_serial < serial)
                    """)
            }
            try db.execute(
                """
                UPDATE agent_configurations SET failure_code = \(failure?.code), \
                failure_message = \(failure?.message), \
                failure_disposition = \(failure?.disposition.rawValue)
                WHERE agent_id = \(agent)
                """)
            return try db.reading.configurationState(of: agent)
        }
    }

    package func agents(using subject: ConfigurationSubject) async throws -> Set<ID<Agent>> {
        let query: SQL =
            switch subject {
            case .agent(let id): "SELECT id FROM agents WHERE id = \(id)"
            case .source(let id):
                "SELECT agent_id FROM sources WHERE id = \(id) AND agent_id IS NOT NULL"
            case .schedule(let id):
                """
                SELECT s.agent_id FROM sources s JOIN schedule_sources l ON l.source_id = s.id
                WHERE l.schedule_id = \(id) AND s.agent_id IS NOT NULL
                """
            case .vault(let id):
                """
                SELECT s.agent_id FROM sources s JOIN source_vaults v ON v.source_id = s.id
                WHERE v.vault_id = \(id) AND s.agent_id IS NOT NULL
                UNION SELECT owner_id FROM vaults WHERE id = \(id) AND owner_id IS NOT NULL
                UNION SELECT keeper_id FROM vaults WHERE id = \(id) AND keeper_id IS NOT NULL
                """
            }
        return Set(try await database.read { db in try db.column(query) })
    }
}

extension KeptConfiguration: RowDecodable {
    static let columns: SQL = "serial, basis, content, signature, hash, made_at"

    package init(row: Row) throws {
        self.init(
            serial: try row.get("serial"), basis: try row.get("basis"),
            content: try row.get("content"), signature: try row.get("signature"),
            hash: try row.get("hash"), made: try row.get("made_at"))
    }
}

extension ConfigurationState: RowDecodable {
    static let columns: SQL = """
        serial, made_at, applied_serial, applied_at, failure_code, failure_message, \
        failure_disposition
        """

    package init(row: Row) throws {
        var failure: RunFailure?
        if let code: String = try row.get("failure_code") {
            let word: String = try row.get("failure_disposition")
            guard let disposition = Disposition(rawValue: word) else {
                throw StoreError(.corrupt, "an unknown disposition is in the database")
            }
            failure = RunFailure(
                code: code, message: try row.get("failure_message"), disposition: disposition)
        }
        self.init(
            wanted: try row.get("serial"), made: try row.get("made_at"),
            applied: try row.get("applied_serial"), appliedAt: try row.get("applied_at"),
            failure: failure)
    }
}

extension ReadTransaction {
    fileprivate borrowing func configurationState(
        of agent: ID<Agent>
    ) throws -> ConfigurationState? {
        try first(
            """
            SELECT \(ConfigurationState.columns) FROM agent_configurations
            WHERE agent_id = \(agent)
            """)
    }
}

extension UUID {
    /// As both databases order them.
    fileprivate func isBefore(_ other: UUID) -> Bool {
        (high, low) < (other.high, other.low)
    }
}
