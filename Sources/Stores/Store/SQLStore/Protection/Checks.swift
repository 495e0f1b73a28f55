internal import Domain
internal import Values

// What several ports check inside their own transactions.

/// A table of what people give names to, for looking whether a name is taken.
enum NamedTable: String, SQLIdentifier {
    case keys, vaults, sources, schedules
}

extension ReadTransaction {
    borrowing func requireFreeName<Entity>(
        _ name: String, in table: NamedTable, of tenant: ID<Tenant>, except id: ID<Entity>
    ) throws {
        let isTaken = try exists(
            """
            SELECT 1 FROM \(table)
            WHERE tenant_id = \(tenant) AND name = \(name) AND id <> \(id)
            """)
        guard !isTaken else { throw StoreError.refused(.nameTaken) }
    }

    /// Every one of them is an agent of the tenant that was not revoked.
    borrowing func requireAgents(
        _ agents: some Sequence<ID<Agent>>, of tenant: ID<Tenant>
    ) throws {
        for id in agents {
            guard let agent = try agent(id), agent.scope == .tenant(tenant),
                agent.standing != .revoked
            else { throw StoreError.refused(.agentUnknown) }
        }
    }

    /// What each of these agents is to go by is not more than it can be told. Asked when all is
    /// written, and undone with it.
    borrowing func requireRoom(at agents: some Sequence<ID<Agent>>) throws {
        for agent in agents {
            let sources: Int? = try value(
                "SELECT count(*) FROM sources WHERE agent_id = \(agent)")
            let vaults: Int? = try value(
                """
                SELECT count(*) FROM vaults
                WHERE owner_id = \(agent) OR keeper_id = \(agent) OR id IN
                (SELECT v.vault_id FROM source_vaults v JOIN sources s ON s.id = v.source_id
                WHERE s.agent_id = \(agent))
                """)
            let schedules: Int? = try value(
                """
                SELECT count(DISTINCT l.schedule_id) FROM schedule_sources l
                JOIN sources s ON s.id = l.source_id WHERE s.agent_id = \(agent)
                """)
            guard sources ?? 0 <= ConfigurationLimits.sourcesMax,
                vaults ?? 0 <= ConfigurationLimits.vaultsMax,
                schedules ?? 0 <= ConfigurationLimits.schedulesMax
            else { throw StoreError.refused(.tooMany) }
        }
    }

    /// The tenant has no more of them than it may. Asked when it is written, and undone with it:
    /// whoever does the same at the same moment is counted, or has to do it again.
    borrowing func requireRoom(
        for thing: TenantLimits.Thing, of tenant: ID<Tenant>, in limits: TenantLimits
    ) throws {
        guard try count(thing, of: tenant) <= limits[thing] else {
            throw StoreError.refused(.tooMany)
        }
    }

    borrowing func count(_ thing: TenantLimits.Thing, of tenant: ID<Tenant>) throws -> Int {
        let whose: SQL =
            switch thing {
            case .agents: "agents WHERE tenant_id = \(tenant)"
            case .sources: "sources WHERE tenant_id = \(tenant)"
            case .schedules: "schedules WHERE tenant_id = \(tenant)"
            case .vaults: "vaults WHERE tenant_id = \(tenant)"
            case .hostedVaults:
                "vaults WHERE tenant_id = \(tenant) AND substr(place, 1, 4) = 'hub:'"
            case .keys: "keys WHERE tenant_id = \(tenant)"
            case .members: "memberships WHERE tenant_id = \(tenant)"
            case .apiTokens: "api_tokens WHERE tenant_id = \(tenant)"
            case .oneTimeTokens:
                "one_time_tokens WHERE tenant_id = \(tenant) AND uses_left > 0"
            }
        return try value("SELECT count(*) FROM \(whose)") ?? 0
    }

    /// The agents whose sources a schedule fires.
    borrowing func agents(of schedule: Schedule) throws -> Set<ID<Agent>> {
        Set(
            try column(
                """
                SELECT s.agent_id FROM sources s JOIN schedule_sources l ON l.source_id = s.id
                WHERE l.schedule_id = \(schedule.id) AND s.agent_id IS NOT NULL
                """))
    }

    /// The object that an earlier request with this key made; nil where none came before.
    borrowing func made<Entity>(
        by key: IdempotencyKey?, of tenant: ID<Tenant>, as type: Entity.Type
    ) throws -> ID<Entity>? {
        guard let key else { return nil }
        let found: MadeRow? = try first(
            """
            SELECT digest, object_id FROM idempotency_keys
            WHERE tenant_id = \(tenant) AND key = \(key.text)
            """)
        guard let found else { return nil }
        guard found.digest == key.digest else {
            throw StoreError.refused(.idempotencyKeyReused)
        }
        return ID(found.object)
    }

    /// For what is told once and never again.
    borrowing func requireNew(_ key: IdempotencyKey?, of tenant: ID<Tenant>) throws {
        guard try made(by: key, of: tenant, as: Tenant.self) == nil else {
            throw StoreError.refused(.alreadyMade)
        }
    }
}

private struct MadeRow: RowDecodable {
    let digest: [UInt8]
    let object: UUID

    init(row: Row) throws {
        digest = try row.get("digest")
        object = try row.get("object_id")
    }
}

extension WriteTransaction {
    borrowing func remember(
        _ key: IdempotencyKey?, of tenant: ID<Tenant>, made object: UUID, at now: Timestamp
    ) throws {
        guard let key else { return }
        let old = now - IdempotencyKey.lifetime
        try execute("DELETE FROM idempotency_keys WHERE created_at < \(old)")
        try execute(
            """
            INSERT INTO idempotency_keys (tenant_id, key, digest, object_id, created_at)
            VALUES (\(tenant), \(key.text), \(key.digest), \(object), \(now))
            """)
    }
}

extension Sequence<Usage> {
    /// As people read them, byte for byte the same in every database.
    func ordered() -> [Usage] {
        sorted {
            Array($0.name.utf8).lexicographicallyPrecedes(Array($1.name.utf8))
                || $0.name.isSameText(as: $1.name)
                    && ($0.id.high, $0.id.low) < ($1.id.high, $1.id.low)
        }
    }
}

/// What a query for `id` and `name` finds.
struct UsageRow: RowDecodable {
    let id: UUID
    let name: String

    init(row: Row) throws {
        id = try row.get("id")
        name = try row.get("name")
    }
}

extension ReadTransaction {
    borrowing func users(_ kind: Usage.Kind, _ query: SQL) throws -> [Usage] {
        try all(query, as: UsageRow.self).map { Usage(kind, id: $0.id, name: $0.name) }
    }
}
