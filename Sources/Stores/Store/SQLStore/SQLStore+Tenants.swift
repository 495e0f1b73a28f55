package import Domain
package import Values

extension SQLStore: TenantStore {
    package func tenant(_ id: ID<Tenant>) async throws -> Tenant? {
        try await database.read { db in try db.tenant(id) }
    }

    package func tenant(named name: String) async throws -> Tenant? {
        try await database.read { db in
            try db.first("SELECT \(Tenant.columns) FROM tenants WHERE name = \(name)")
        }
    }

    package func tenants(_ page: PageRequest) async throws -> Page<Tenant> {
        let found: [Tenant] = try await database.read { db in
            try db.all(
                """
                SELECT \(Tenant.columns) FROM tenants
                WHERE (created_at, id) > (\(page.after.time), \(page.after.id))
                ORDER BY created_at, id LIMIT \(page.limit + 1)
                """)
        }
        return Page(found, for: page) { Cursor(time: $0.created, id: $0.id.uuid) }
    }

    package func room(of tenant: ID<Tenant>) async throws -> [TenantRoom] {
        try await database.read { db in
            try TenantLimits.Thing.allCases.map {
                TenantRoom($0, count: try db.count($0, of: tenant), most: limits[$0])
            }
        }
    }

    package func addTenant(
        _ tenant: Tenant, owner: ID<User>, audit: [AuditDraft]
    ) async throws {
        try await database.write { db in
            guard let user = try db.reading.user(owner) else { throw StoreError.notFound("user") }
            guard !user.isDisabled else { throw StoreError.refused(.userDisabled) }
            let isTaken = try db.reading.exists(
                "SELECT 1 FROM tenants WHERE name = \(tenant.name)")
            guard !isTaken else { throw StoreError.refused(.tenantNameTaken) }
            try db.insert(tenant)
            try db.insert(
                Membership(
                    tenant: tenant.id, user: owner, role: .owner, created: tenant.created))
            try db.record(audit, sha256: sha256)
        }
    }

    package func changeTenant(
        _ id: ID<Tenant>, _ change: @Sendable (inout Tenant) throws -> [AuditDraft]
    ) async throws -> Tenant {
        try await database.write { db in
            guard let before = try db.reading.tenant(id) else {
                throw StoreError.notFound("tenant")
            }
            var tenant = before
            let audit = try change(&tenant)
            guard
                !tenant.displayName.isSameText(as: before.displayName)
                    || tenant.historyDays != before.historyDays
            else { return before }
            try db.execute(
                """
                UPDATE tenants SET display_name = \(tenant.displayName), \
                history_days = \(tenant.historyDays) WHERE id = \(id)
                """)
            try db.record(audit, sha256: sha256)
            return tenant
        }
    }
}

extension Tenant: RowDecodable {
    static let columns: SQL = "id, name, display_name, created_at, history_days"

    package init(row: Row) throws {
        self.init(
            id: try row.get("id"), name: try row.get("name"),
            displayName: try row.get("display_name"), created: try row.get("created_at"),
            historyDays: try row.get("history_days"))
    }
}

extension ReadTransaction {
    borrowing func tenant(_ id: ID<Tenant>) throws -> Tenant? {
        try first("SELECT \(Tenant.columns) FROM tenants WHERE id = \(id)")
    }

    borrowing func exists(_ query: SQL) throws -> Bool {
        try value("SELECT count(*) FROM (\(query) LIMIT 1) AS found", as: Int.self) == 1
    }
}

extension WriteTransaction {
    borrowing func insert(_ tenant: Tenant) throws {
        try execute(
            """
            INSERT INTO tenants (\(Tenant.columns))
            VALUES (\(tenant.id), \(tenant.name), \(tenant.displayName), \(tenant.created), \
            \(tenant.historyDays))
            """)
    }
}

extension String {
    /// Byte for byte, as a database compares: `==` takes canonically equivalent texts for one.
    func isSameText(as other: String) -> Bool {
        utf8.elementsEqual(other.utf8)
    }
}
