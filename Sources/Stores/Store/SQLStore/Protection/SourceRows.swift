internal import Domain
internal import Values

// How sources lie in their tables; what the ports about them share.

extension Source {
    static let columns: SQL = """
        id, tenant_id, version, name, agent_id, kind, configuration, rules, attempts_max, \
        first_wait, patience, overlap, issue_rule, hook_limit, is_enabled, created_at
        """
}

private struct SourceRow: RowDecodable {
    var source: Source
    let version: Int64

    init(row: Row) throws {
        let agent: ID<Agent>? = try row.get("agent_id")
        source = Source(
            id: try row.get("id"), tenant: try row.get("tenant_id"), name: try row.get("name"),
            place: agent.map(SourcePlace.agent) ?? .pool,
            configuration: try row.get("configuration"), vaults: [],
            retention: SourceRetention(rules: try row.get("rules")),
            retry: SourceRetry(
                attemptsMax: try row.get("attempts_max"),
                firstWait: .milliseconds(try row.get("first_wait", as: Int64.self)),
                patience: .milliseconds(try row.get("patience", as: Int64.self))),
            overlap: try row.get("overlap"), issueRule: try row.get("issue_rule"),
            hooks: Hooks(timeLimit: .milliseconds(try row.get("hook_limit", as: Int64.self))),
            isEnabled: try row.get("is_enabled"), created: try row.get("created_at"))
        version = try row.get("version")
    }
}

private struct SourceVaultRow: RowDecodable {
    let vault: ID<KnownVault>
    let rules: RetentionRules?

    init(row: Row) throws {
        vault = try row.get("vault_id")
        rules = try row.get("rules")
    }
}

extension SourcePlace {
    var agent: ID<Agent>? { if case .agent(let agent) = self { agent } else { nil } }
}

extension ReadTransaction {
    borrowing func source(
        _ id: ID<Source>, of tenant: ID<Tenant>
    ) throws -> Versioned<Source>? {
        try sources("WHERE id = \(id) AND tenant_id = \(tenant)").first
    }

    /// The sources of a condition, with the vaults they go to.
    borrowing func sources(_ condition: SQL) throws -> [Versioned<Source>] {
        var rows = try all(
            "SELECT \(Source.columns) FROM sources \(condition)", as: SourceRow.self)
        for index in rows.indices {
            let vaults: [SourceVaultRow] = try all(
                """
                SELECT vault_id, rules FROM source_vaults
                WHERE source_id = \(rows[index].source.id) ORDER BY position
                """)
            for row in vaults {
                rows[index].source.vaults.append(row.vault)
                rows[index].source.retention.overrides[row.vault] = row.rules
            }
        }
        return rows.map { Versioned($0.source, version: $0.version) }
    }

    borrowing func sources(storingIn vault: ID<KnownVault>) throws -> [Source] {
        try sources(
            "WHERE id IN (SELECT source_id FROM source_vaults WHERE vault_id = \(vault))"
        ).map(\.item)
    }

    /// What is written is right by the rules.
    borrowing func requireRight(_ source: Source) throws {
        precondition(source.hooks.isEmpty, "the commands of a source are secrets beside it")
        try requireFreeName(source.name, in: .sources, of: source.tenant, except: source.id)
        try requireAgents([source.place.agent].compactMap(\.self), of: source.tenant)
        var vaults: [KnownVault] = []
        for id in source.vaults {
            if let vault = try vault(id, of: source.tenant) { vaults.append(vault.item) }
        }
        if let refusal = source.refusal(vaults: vaults) {
            throw StoreError.refused(refusal.refusal)
        }
    }
}

extension WriteTransaction {
    borrowing func insert(_ source: Source) throws {
        let retry = source.retry
        try execute(
            """
            INSERT INTO sources (\(Source.columns))
            VALUES (\(source.id), \(source.tenant), 1, \(source.name), \
            \(source.place.agent), \(source.configuration.kind), \(source.configuration), \
            \(source.retention.rules), \(retry.attemptsMax), \(retry.firstWait.milliseconds), \
            \(retry.patience.milliseconds), \(source.overlap), \(source.issueRule), \
            \(source.hooks.timeLimit.milliseconds), \(source.isEnabled), \(source.created))
            """)
        try insertVaults(of: source)
        try beginSummary(of: source)
    }

    borrowing func update(_ source: Source) throws {
        let retry = source.retry
        try execute(
            """
            UPDATE sources SET version = version + 1, name = \(source.name), \
            agent_id = \(source.place.agent), kind = \(source.configuration.kind), \
            configuration = \(source.configuration), rules = \(source.retention.rules), \
            attempts_max = \(retry.attemptsMax), first_wait = \(retry.firstWait.milliseconds), \
            patience = \(retry.patience.milliseconds), overlap = \(source.overlap), \
            issue_rule = \(source.issueRule), \
            hook_limit = \(source.hooks.timeLimit.milliseconds), \
            is_enabled = \(source.isEnabled)
            WHERE id = \(source.id)
            """)
        try execute("DELETE FROM source_vaults WHERE source_id = \(source.id)")
        try insertVaults(of: source)
        try refreshStanding(of: source.id)
    }

    private borrowing func insertVaults(of source: Source) throws {
        for (position, vault) in source.vaults.enumerated() {
            try execute(
                """
                INSERT INTO source_vaults (tenant_id, source_id, vault_id, position, rules)
                VALUES (\(source.tenant), \(source.id), \(vault), \(position), \
                \(source.retention.overrides[vault]))
                """)
        }
    }
}
