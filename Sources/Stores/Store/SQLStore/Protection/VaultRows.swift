internal import Domain
internal import Values

// How vaults lie in their tables; what the ports about them share.

extension KnownVault {
    static let columns: SQL = """
        id, tenant_id, version, name, format, place, owner_id, is_for_all, keeper_id, readiness, \
        forget_cron, prune_cron, check_cron, check_percent, drill_cron, zone, cap_count, \
        cap_percent, quota, upload, download, created_at
        """
}

private struct VaultRow: RowDecodable {
    var vault: KnownVault
    let version: Int64
    let isForAll: Bool

    init(row: Row) throws {
        let cadence = MaintenanceCadence(
            forget: try row.get("forget_cron"), prune: try row.get("prune_cron"),
            check: try row.get("check_cron"), checkPercent: try row.get("check_percent"),
            drill: try row.get("drill_cron"), zone: try row.get("zone"))
        vault = KnownVault(
            id: try row.get("id"), tenant: try row.get("tenant_id"), name: try row.get("name"),
            format: try row.get("format"), place: try row.get("place"),
            owner: try row.get("owner_id"), keeper: try row.get("keeper_id"),
            readiness: try row.get("readiness"), cadence: cadence,
            cap: DeletionCap(
                count: try row.get("cap_count"), percent: try row.get("cap_percent")),
            quota: try row.size("quota"),
            bandwidth: Bandwidth(
                upload: try row.size("upload"), download: try row.size("download")),
            created: try row.get("created_at"))
        version = try row.get("version")
        isForAll = try row.get("is_for_all")
    }
}

extension Row {
    /// Of a column of bytes.
    func size(_ column: StaticString) throws -> ByteCount? {
        let bytes: Int64? = try get(column)
        return bytes.map { ByteCount($0) }
    }
}

extension ReadTransaction {
    borrowing func vault(
        _ id: ID<KnownVault>, of tenant: ID<Tenant>
    ) throws -> Versioned<KnownVault>? {
        try vaults("WHERE id = \(id) AND tenant_id = \(tenant)").first
    }

    /// The vaults of a condition, with those who reach them and their keys.
    borrowing func vaults(_ condition: SQL) throws -> [Versioned<KnownVault>] {
        var rows = try all(
            "SELECT \(KnownVault.columns) FROM vaults \(condition)", as: VaultRow.self)
        for index in rows.indices {
            let id = rows[index].vault.id
            if !rows[index].isForAll {
                rows[index].vault.agents = Set(
                    try column("SELECT agent_id FROM vault_agents WHERE vault_id = \(id)"))
            }
            rows[index].vault.keys = try column(
                "SELECT key_id FROM vault_keys WHERE vault_id = \(id) ORDER BY position")
            rows[index].vault.copies = try all(
                """
                SELECT target_id, rules FROM vault_copies
                WHERE vault_id = \(id) ORDER BY position
                """)
        }
        return rows.map { Versioned($0.vault, version: $0.version) }
    }

    /// What is written is right by the rules.
    borrowing func requireRight(_ vault: KnownVault) throws {
        try requireFreeName(vault.name, in: .vaults, of: vault.tenant, except: vault.id)
        if let refusal = vault.refusal { throw StoreError.refused(refusal) }
        let agents = (vault.agents ?? []).union([vault.owner, vault.keeper].compactMap(\.self))
        try requireAgents(agents, of: vault.tenant)
        guard Set(vault.keys).count == vault.keys.count else {
            throw StoreError.refused(.keyUnknown)
        }
        for key in vault.keys where try self.key(key, of: vault.tenant) == nil {
            throw StoreError.refused(.keyUnknown)
        }
        for rule in vault.copies {
            guard let target = try self.vault(rule.target, of: vault.tenant)?.item else {
                throw StoreError.refused(.vaultUnknown)
            }
            if let refusal = vault.copyRefusal(to: target) { throw StoreError.refused(refusal) }
        }
    }
}

extension CopyRule: RowDecodable {
    package init(row: Row) throws {
        self.init(target: try row.get("target_id"), rules: try row.get("rules"))
    }
}

extension WriteTransaction {
    borrowing func insert(_ vault: KnownVault) throws {
        let (cadence, cap) = (vault.cadence, vault.cap)
        try execute(
            """
            INSERT INTO vaults (\(KnownVault.columns))
            VALUES (\(vault.id), \(vault.tenant), 1, \(vault.name), \(vault.format), \
            \(vault.place), \(vault.owner), \(vault.agents == nil), \(vault.keeper), \
            \(vault.readiness), \(cadence.forget), \(cadence.prune), \(cadence.check), \
            \(cadence.checkPercent), \(cadence.drill), \(cadence.zone), \(cap.count), \
            \(cap.percent), \(vault.quota?.bytes), \(vault.bandwidth.upload?.bytes), \
            \(vault.bandwidth.download?.bytes), \(vault.created))
            """)
        try insertParts(of: vault)
        try beginSummary(of: vault)
    }

    borrowing func update(_ vault: KnownVault) throws {
        let (cadence, cap) = (vault.cadence, vault.cap)
        try execute(
            """
            UPDATE vaults SET version = version + 1, name = \(vault.name), \
            place = \(vault.place), owner_id = \(vault.owner), \
            is_for_all = \(vault.agents == nil), keeper_id = \(vault.keeper), \
            readiness = \(vault.readiness), forget_cron = \(cadence.forget), \
            prune_cron = \(cadence.prune), check_cron = \(cadence.check), \
            check_percent = \(cadence.checkPercent), drill_cron = \(cadence.drill), \
            zone = \(cadence.zone), cap_count = \(cap.count), \
            cap_percent = \(cap.percent), quota = \(vault.quota?.bytes), \
            upload = \(vault.bandwidth.upload?.bytes), \
            download = \(vault.bandwidth.download?.bytes)
            WHERE id = \(vault.id)
            """)
        try execute("DELETE FROM vault_agents WHERE vault_id = \(vault.id)")
        try execute("DELETE FROM vault_keys WHERE vault_id = \(vault.id)")
        try execute("DELETE FROM vault_copies WHERE vault_id = \(vault.id)")
        try insertParts(of: vault)
    }

    private borrowing func insertParts(of vault: KnownVault) throws {
        for agent in vault.agents ?? [] {
            try execute(
                """
                INSERT INTO vault_agents (tenant_id, vault_id, agent_id)
                VALUES (\(vault.tenant), \(vault.id), \(agent))
                """)
        }
        for (position, key) in vault.keys.enumerated() {
            try execute(
                """
                INSERT INTO vault_keys (tenant_id, vault_id, key_id, position)
                VALUES (\(vault.tenant), \(vault.id), \(key), \(position))
                """)
        }
        for (position, rule) in vault.copies.enumerated() {
            try execute(
                """
                INSERT INTO vault_copies (tenant_id, vault_id, target_id, position, rules)
                VALUES (\(vault.tenant), \(vault.id), \(rule.target), \(position), \(rule.rules))
                """)
        }
    }
}
