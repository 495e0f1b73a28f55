package import Domain
package import Values

extension SQLStore: RunStore {
    package func run(_ id: ID<Run>, of tenant: ID<Tenant>) async throws -> Run? {
        try await database.read { db in
            try db.runs(
                """
                SELECT \(Run.columns) FROM runs WHERE id = \(id) AND tenant_id = \(tenant)
                """
            ).first
        }
    }

    package func run(_ id: ID<Run>, heldBy agent: ID<Agent>) async throws -> Run? {
        try await database.read { db in
            try db.runs(
                "SELECT \(Run.columns) FROM runs WHERE id = \(id) AND agent_id = \(agent)"
            ).first
        }
    }

    package func runs(
        of tenant: ID<Tenant>, matching filter: RunFilter, _ page: PageRequest
    ) async throws -> Page<Run> {
        // Of one source or agent its own index is read.
        let ofTenant: SQL =
            filter.source == nil && filter.agent == nil
            ? "tenant_id = \(tenant)" : .isOfTenant(tenant)
        var conditions: [SQL] = [ofTenant] + filter.conditions
        if page.after != .start {
            conditions.append("(created_at, id) < (\(page.after.time), \(page.after.id))")
        }
        let condition = SQL.joined(conditions, by: " AND ")
        let found = try await database.read { db in
            try db.runs(
                """
                SELECT \(Run.columns) FROM runs WHERE \(condition)
                ORDER BY created_at DESC, id DESC LIMIT \(page.limit + 1)
                """)
        }
        return Page(found, for: page) { Cursor(time: $0.created, id: $0.id.uuid) }
    }

    package func events(
        of run: ID<Run>, in tenant: ID<Tenant>, after number: Int64, limit: Int
    ) async throws -> [KnownEvent] {
        try await database.read { db in
            try db.all(
                """
                SELECT \(KnownEvent.columns) FROM run_events
                WHERE run_id = \(run) AND number > \(number)
                AND EXISTS (SELECT 1 FROM runs WHERE id = \(run) AND tenant_id = \(tenant))
                ORDER BY number LIMIT \(PageRequest(limit: limit).limit)
                """)
        }
    }

    package func steps(
        of run: ID<Run>, in tenant: ID<Tenant>, limit: Int
    ) async throws -> [KnownEvent] {
        try await database.read { db in
            try db.all(
                """
                SELECT \(KnownEvent.columns) FROM run_events
                WHERE run_id = \(run) AND kind NOT IN ('line', 'outcome')
                AND EXISTS (SELECT 1 FROM runs WHERE id = \(run) AND tenant_id = \(tenant))
                ORDER BY number DESC LIMIT \(PageRequest(limit: limit).limit)
                """
            ).reversed()
        }
    }

    package func openRuns(limit: Int) async throws -> [Run] {
        try await database.read { db in
            try db.runs(
                """
                SELECT \(Run.columns) FROM runs WHERE ended_at IS NULL
                ORDER BY created_at, id LIMIT \(limit)
                """)
        }
    }

    package func openRuns(on agent: ID<Agent>) async throws -> [Run] {
        try await database.read { db in
            try db.runs(
                """
                SELECT \(Run.columns) FROM runs WHERE ended_at IS NULL AND agent_id = \(agent)
                ORDER BY created_at, id
                """)
        }
    }

    package func dependencies(
        sources: Set<ID<Source>>, vaults: Set<ID<KnownVault>>, pooled: Set<ID<KnownVault>>
    ) async throws -> RunDependencies {
        try await database.read { db in
            var facts: [ID<Source>: RunDependencies.SourceFacts] = [:]
            for list in SQL.lists(of: sources) {
                try db.forEach(
                    """
                    SELECT id, tenant_id, kind, is_enabled, attempts_max, first_wait, patience
                    FROM sources WHERE id IN (\(list))
                    """
                ) { facts[try $0.get("id")] = try RunDependencies.SourceFacts(row: $0) }
            }
            var readiness: [ID<KnownVault>: KnownVault.Readiness] = [:]
            for list in SQL.lists(of: vaults) {
                try db.forEach("SELECT id, readiness FROM vaults WHERE id IN (\(list))") {
                    readiness[try $0.get("id")] = try $0.get("readiness")
                }
            }
            let hub: Hub? = try db.first(Hub.all)
            return RunDependencies(
                sources: facts, readiness: readiness, reach: try db.reach(of: pooled),
                isHubFrozen: hub?.frozen != nil)
        }
    }

    package func vaultsToMake(limit: Int) async throws -> [KnownVault] {
        try await database.read { db in
            let limit = PageRequest(limit: limit).limit
            return try db.vaults(
                "WHERE readiness = 'new' ORDER BY created_at, id LIMIT \(limit)"
            ).map(\.item)
        }
    }

    package func startRun(
        about subject: RunSubject, of tenant: ID<Tenant>, once key: IdempotencyKey?,
        at now: Timestamp, _ decide: @Sendable (RunSurroundings) throws -> RunStart
    ) async throws -> Run {
        try await database.write { db in
            if let made = try db.reading.made(by: key, of: tenant, as: Run.self) {
                guard let run = try db.reading.run(made) else {
                    throw StoreError.notFound("run")
                }
                return run
            }
            switch try decide(try db.reading.surroundings(of: subject, in: tenant)) {
            case .existing(let run):
                try db.remember(key, of: tenant, made: run.id.uuid, at: now)
                return run
            case .new(let page, let audit):
                try db.insert(page.run)
                try db.remember(key, of: tenant, made: page.run.id.uuid, at: now)
                for event in page.events { try db.insert(event) }
                try db.record(audit, sha256: sha256)
                return page.run
            }
        }
    }

    package func changeRun(
        _ id: ID<Run>, of tenant: ID<Tenant>?, at now: Timestamp,
        _ change: @Sendable (inout RunPage) throws -> [AuditDraft]
    ) async throws -> Run {
        try await database.write { db in
            guard let before = try db.reading.run(id), tenant ?? before.tenant == before.tenant
            else { throw StoreError.notFound("run") }
            var page = RunPage(before)
            let audit = try change(&page)
            guard page.run != before else { return before }
            try db.save(page, was: before, at: now, sha256: sha256)
            try db.record(audit, sha256: sha256)
            return page.run
        }
    }
}

extension RunDependencies.SourceFacts {
    fileprivate init(row: Row) throws {
        self.init(
            tenant: try row.get("tenant_id"), kind: try row.get("kind"),
            isEnabled: try row.get("is_enabled"),
            retry: SourceRetry(
                attemptsMax: try row.get("attempts_max"),
                firstWait: .milliseconds(try row.get("first_wait", as: Int64.self)),
                patience: .milliseconds(try row.get("patience", as: Int64.self))))
    }
}

extension ReadTransaction {
    fileprivate borrowing func reach(
        of vaults: Set<ID<KnownVault>>
    ) throws -> [ID<KnownVault>: VaultReach] {
        var found: [ID<KnownVault>: VaultReach] = [:]
        for list in SQL.lists(of: vaults) {
            var named: [ID<KnownVault>: Set<ID<Agent>>] = [:]
            try forEach("SELECT vault_id, agent_id FROM vault_agents WHERE vault_id IN (\(list))") {
                named[try $0.get("vault_id"), default: []].insert(try $0.get("agent_id"))
            }
            try forEach("SELECT id, owner_id, is_for_all FROM vaults WHERE id IN (\(list))") {
                let id: ID<KnownVault> = try $0.get("id")
                let isForAll: Bool = try $0.get("is_for_all")
                found[id] = VaultReach(
                    owner: try $0.get("owner_id"), agents: isForAll ? nil : named[id] ?? [])
            }
        }
        return found
    }
}

extension SQL {
    /// Ids, separated by commas, as many as go into one statement each.
    static func lists<Entity>(of ids: Set<ID<Entity>>) -> [SQL] {
        let all = ids.map { id -> SQL in "\(id)" }
        return stride(from: 0, to: all.count, by: 500).map { start in
            .joined(Array(all[start..<Swift.min(start + 500, all.count)]), by: ", ")
        }
    }
}

extension RunFilter {
    fileprivate var conditions: [SQL] {
        var conditions: [SQL] = []
        if !states.isEmpty {
            conditions.append(Self.isOne("state", of: states))
            // The same said again, for the index of those that have not ended.
            if !states.contains(where: \.isFinal) { conditions.append("ended_at IS NULL") }
        }
        if !kinds.isEmpty { conditions.append(Self.isOne("kind", of: kinds)) }
        if let source { conditions.append("source_id = \(source)") }
        if let agent { conditions.append("agent_id = \(agent)") }
        if let schedule { conditions.append("schedule_id = \(schedule)") }
        if let since { conditions.append("created_at >= \(since)") }
        if let until { conditions.append("created_at < \(until)") }
        if let vault {
            conditions.append(
                """
                EXISTS (SELECT 1 FROM run_vaults v
                WHERE v.run_id = runs.id AND v.vault_id = \(vault))
                """)
        }
        return conditions
    }

    private static func isOne<Word: SQLConvertible & RawRepresentable>(
        _ column: StaticString, of words: Set<Word>
    ) -> SQL where Word.RawValue == String {
        let values = words.sorted { $0.rawValue < $1.rawValue }.map { word -> SQL in "\(word)" }
        return "\(raw: column) IN (\(SQL.joined(values, by: ", ")))"
    }
}

extension ReadTransaction {
    borrowing func surroundings(
        of subject: RunSubject, in tenant: ID<Tenant>
    ) throws -> RunSurroundings {
        var source: Source?
        if let id = subject.source { source = try self.source(id, of: tenant)?.item }
        var agent = subject.agent
        if agent == nil, case .agent(let place)? = source?.place { agent = place }
        let wanted = subject.vaults.isEmpty ? source?.vaults ?? [] : subject.vaults
        let condition: SQL =
            if let source = subject.source {
                "source_id = \(source) AND kind = 'backup'"
            } else {
                """
                (source_id IS NULL OR kind = 'forget') AND EXISTS (SELECT 1 FROM run_vaults v
                WHERE v.run_id = runs.id
                AND v.vault_id IN (\(SQL.joined(wanted.map { "\($0)" }, by: ", "))))
                """
            }
        let open =
            source == nil && wanted.isEmpty
            ? []
            : try runs(
                """
                SELECT \(Run.columns) FROM runs
                WHERE tenant_id = \(tenant) AND ended_at IS NULL AND \(condition)
                ORDER BY created_at, id
                """)
        return RunSurroundings(
            source: source, vaults: try wanted.compactMap { try vault($0, of: tenant)?.item },
            snapshot: try subject.snapshot.flatMap { try snapshot($0, of: tenant) },
            agent: try agent.flatMap { try self.agent($0) }, open: open)
    }
}

extension WriteTransaction {
    /// Keeps a changed run with its new events, and what its end means for alerts.
    borrowing func save(
        _ page: RunPage, was before: Run?, at now: Timestamp, sha256: SHA256Function
    ) throws {
        if let before {
            try update(page.run, was: before)
        } else {
            try insert(page.run)
        }
        for event in page.events { try insert(event) }
        if page.run.position.state.isFinal, before?.position.state.isFinal != true {
            if let readiness = page.run.readiness {
                for vault in page.run.subject.vaults {
                    try execute(
                        """
                        UPDATE vaults SET readiness = \(readiness)
                        WHERE id = \(vault) AND readiness <> 'ready'
                        """)
                }
            }
            try noteCare(endOf: page.run)
            try note(
                AlertChanges(endOf: page.run), of: .tenant(page.run.tenant), at: now, sha256: sha256
            )
        }
    }
}
