package import AgentProtocol
package import Domain
internal import JSON
package import Store
package import Values

/// A run as its agent remembers it.
package struct JournaledRun: Hashable, Sendable {
    package let id: ID<Run>
    package let kind: RunKind
    package let source: ID<Source>?
    /// Of a run that this agent's own schedules fired.
    package let firing: Firing?
    /// Whether this agent fired it. What a hub gave out is the hub's to give out again.
    package let isOwn: Bool
    package let priority: RunPriority
    package let vaults: [ID<KnownVault>]
    package let position: RunPosition
    package let created: Timestamp
    package let notBefore: Timestamp
    /// Whether the hook before it may have begun and the one after it has not ended.
    package let owesHook: Bool

    package var attempt: RunAttempt {
        RunAttempt(run: id, attempt: position.attempt, fence: position.fence)
    }

    /// When its next attempt may begin. What would wait for longer than such a source waits does so
    /// because the clock went back, and waits no more.
    package func begins(_ retry: SourceRetry, now: Timestamp) -> Timestamp {
        let wait = position.attempt > 1 ? retry.wait(after: position.attempt - 1) : .zero
        return notBefore - now > wait ? now : notBefore
    }

    /// The same as the rules of Domain know it.
    package func run(tenant: ID<Tenant>, notBefore: Timestamp) -> Run {
        Run(
            id: id, tenant: tenant, kind: kind,
            cause: firing.map(RunCause.firing) ?? .hub,
            subject: RunSubject(source: source, vaults: vaults), priority: priority,
            position: position, created: created, notBefore: notBefore)
    }
}

extension JournaledRun: RowDecodable {
    static let columns: SQL = """
        id, kind, source, schedule, nominal_at, is_own, priority, vaults, state, attempt, fence, \
        created_at, not_before, owes_hook
        """

    package init(row: Row) throws {
        id = try row.get("id")
        kind = try row.word("kind")
        source = try row.get("source")
        isOwn = try row.get("is_own")
        priority = try row.word("priority")
        let packed: [UInt8] = try row.get("vaults")
        vaults = stride(from: 0, to: packed.count, by: 16).compactMap {
            UUID(bytes: packed[$0..<min($0 + 16, packed.count)]).map { ID($0) }
        }
        position = RunPosition(
            state: try row.word("state"), attempt: try row.get("attempt"),
            fence: try row.get("fence"))
        created = try row.get("created_at")
        notBefore = try row.get("not_before")
        owesHook = try row.get("owes_hook")
        let schedule: ID<Schedule>? = try row.get("schedule")
        let nominal: Timestamp? = try row.get("nominal_at")
        if let schedule, let nominal, let source {
            firing = Firing(schedule: schedule, source: source, time: nominal)
        } else {
            firing = nil
        }
    }
}

extension Row {
    /// One of the words of an enumeration.
    func word<Word: RawRepresentable>(
        _ name: StaticString
    ) throws -> Word where Word.RawValue == String {
        guard let word = Word(rawValue: try get(name)) else {
            throw StoreError(.corrupt, "column \(name) holds what is no \(Word.self)")
        }
        return word
    }
}

extension ReadTransaction {
    borrowing func run(_ id: ID<Run>) throws -> JournaledRun? {
        try first("SELECT \(JournaledRun.columns) FROM runs WHERE id = \(id)")
    }

    /// What came of a run so far.
    borrowing func outcomes(of run: JournaledRun) throws -> VaultOutcomes {
        let rows: [[UInt8]] = try column("SELECT outcome FROM outcomes WHERE run = \(run.id)")
        return VaultOutcomes(
            vaults: run.vaults, try rows.map { try Schema<VaultOutcome>.outcome.decode($0) })
    }
}

extension WriteTransaction {
    borrowing func insert(_ run: JournaledRun) throws {
        let vaults = run.vaults.flatMap(\.uuid.bytes)
        try execute(
            """
            INSERT INTO runs (\(JournaledRun.columns)) VALUES (
                \(run.id), \(run.kind.rawValue), \(run.source), \(run.firing?.schedule),
                \(run.firing?.time), \(run.isOwn), \(run.priority.rawValue), \(vaults),
                \(run.position.state.rawValue), \(run.position.attempt), \(run.position.fence),
                \(run.created), \(run.notBefore), \(run.owesHook))
            """)
    }

    /// Takes a step of a run's life.
    borrowing func move(
        _ run: JournaledRun, _ step: RunStep, notBefore: Timestamp? = nil, at now: Timestamp
    ) throws -> RunPosition {
        let next = try RunTransition(of: run.position, step, by: .hub, notBefore: notBefore).next
        try execute(
            """
            UPDATE runs SET state = \(next.state.rawValue), attempt = \(next.attempt),
                fence = \(next.fence), not_before = \(notBefore ?? run.notBefore),
                ended_at = \(next.state.isFinal ? now : nil)
            WHERE id = \(run.id)
            """)
        return next
    }
}
