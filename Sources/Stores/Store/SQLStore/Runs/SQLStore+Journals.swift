package import Domain
package import Values

extension SQLStore: JournalStore {
    package func journals(
        _ incarnations: [ID<Incarnation>], of agent: ID<Agent>
    ) async throws -> [KnownJournal] {
        try await database.read { db in
            try incarnations.map { try db.journal($0, of: agent) }
        }
    }

    package func changeJournals(
        _ incarnations: [ID<Incarnation>], of agent: ID<Agent>, at now: Timestamp,
        _ change: @Sendable (inout [KnownJournal]) -> Void
    ) async throws -> [KnownJournal] {
        try await database.write { db in
            guard try db.reading.agent(agent) != nil else { throw StoreError.notFound("agent") }
            let before = try incarnations.map { try db.reading.journal($0, of: agent) }
            var after = before
            change(&after)
            for (journal, old) in zip(after, before) where journal != old {
                try db.save(journal, at: now)
            }
            return after
        }
    }

    package func writeRecords(
        of incarnation: ID<Incarnation>, by agent: ID<Agent>, naming names: RecordNames,
        at now: Timestamp, ids: @escaping @Sendable () -> UUID,
        _ body: @Sendable (inout RunLedger) throws -> Void
    ) async throws -> RunLedger {
        try await database.write { db in
            guard let agent = try db.reading.agent(agent) else {
                throw StoreError.notFound("agent")
            }
            let before = try db.reading.ledger(
                of: agent, db.reading.journal(incarnation, of: agent.id), naming: names, at: now)
            var ledger = before
            try body(&ledger)
            guard ledger.journal != before.journal else { return ledger }
            try db.save(ledger.journal, at: now)
            try db.keep(ledger, was: before, ids: ids, sha256: sha256)
            return ledger
        }
    }
}

extension KnownJournal: RowDecodable {
    package init(row: Row) throws {
        self.init(
            agent: try row.get("agent_id"), incarnation: try row.get("incarnation"),
            committed: try row.get("committed"), missing: try row.get("missing"),
            refused: try row.get("refused"))
    }
}

extension ReadTransaction {
    borrowing func journal(
        _ incarnation: ID<Incarnation>, of agent: ID<Agent>
    ) throws -> KnownJournal {
        try first(
            """
            SELECT agent_id, incarnation, committed, missing, refused FROM journals
            WHERE agent_id = \(agent) AND incarnation = \(incarnation)
            """) ?? KnownJournal(agent: agent, incarnation: incarnation)
    }

    fileprivate borrowing func ledger(
        of agent: Agent, _ journal: KnownJournal, naming names: RecordNames, at now: Timestamp
    ) throws -> RunLedger {
        var (sources, vaults) = ([ID<Source>: SourcePlace](), [ID<KnownVault>: KnownVault]())
        if let tenant = agent.scope.tenant {
            for id in names.sources { sources[id] = try place(of: id, in: tenant) }
            for id in names.vaults { vaults[id] = try vault(id, of: tenant)?.item }
        }
        let runs = try names.runs.compactMap { try run($0) }
        let hasNew = runs.count < names.runs.count
        let since = now - RunLedger.recentSpan
        return RunLedger(
            agent: agent, now: now, journal: journal, sources: sources, vaults: vaults,
            openCount: hasNew
                ? try value(
                    """
                    SELECT count(*) FROM runs
                    WHERE agent_id = \(agent.id) AND ended_at IS NULL
                    """) ?? 0 : 0,
            recentCount: hasNew
                ? try value(
                    """
                    SELECT count(*) FROM runs
                    WHERE agent_id = \(agent.id) AND created_at > \(since)
                    """) ?? 0 : 0, runs: runs)
    }

    private borrowing func place(
        of source: ID<Source>, in tenant: ID<Tenant>
    ) throws -> SourcePlace? {
        let agent: ID<Agent>?? = try value(
            "SELECT agent_id FROM sources WHERE id = \(source) AND tenant_id = \(tenant)")
        return agent.map { $0.map(SourcePlace.agent) ?? .pool }
    }
}

extension WriteTransaction {
    /// An agent that is always another is not remembered for ever: of each, so many lives.
    private static var journalsMax: Int { 1000 }

    fileprivate borrowing func save(_ journal: KnownJournal, at now: Timestamp) throws {
        try execute(
            """
            INSERT INTO journals (agent_id, incarnation, committed, missing, refused, seen_at)
            VALUES (\(journal.agent), \(journal.incarnation), \(journal.committed), \
            \(journal.missing), \(journal.refused), \(now))
            ON CONFLICT (agent_id, incarnation) DO UPDATE SET committed = excluded.committed, \
            missing = excluded.missing, refused = excluded.refused, seen_at = excluded.seen_at
            """)
        try execute(
            """
            DELETE FROM journals WHERE agent_id = \(journal.agent) AND seen_at < (
                SELECT seen_at FROM journals WHERE agent_id = \(journal.agent)
                ORDER BY seen_at DESC LIMIT 1 OFFSET \(Self.journalsMax))
            """)
    }

    fileprivate borrowing func keep(
        _ ledger: RunLedger, was before: RunLedger, ids: () -> UUID, sha256: SHA256Function
    ) throws {
        for (id, page) in ledger.runs where before.runs[id] != page {
            try save(page, was: before.runs[id]?.run, at: ledger.now, sha256: sha256)
        }
        for drill in ledger.drills { try save(drill) }
        for sighting in ledger.sightings {
            let doubled = try take(sighting, ledger, ids: ids)
            if let doubled, let tenant = ledger.agent.scope.tenant {
                try raise(
                    .booksUnbalanced(doubled), of: .tenant(tenant), at: ledger.now, sha256: sha256)
            }
        }
        if let tenant = ledger.agent.scope.tenant {
            if !ledger.unknown.isEmpty {
                try record(ledger.lost(in: try reading.gap(), of: tenant), sha256: sha256)
            }
            for condition in ledger.alerts.sorted(by: { $0.dedupKey < $1.dedupKey }) {
                try raise(condition, of: .tenant(tenant), at: ledger.now, sha256: sha256)
            }
        }
        for page in ledger.readings { try take(page, by: ledger.agent.id) }
    }
}
