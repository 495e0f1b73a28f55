package import AgentProtocol
package import Domain
internal import Host
internal import JSON
internal import Store
package import Values

extension Journal {
    package func run(_ id: ID<Run>) async throws -> JournaledRun? {
        try await database.read { db in try db.run(id) }
    }

    /// Everything that has not ended, the oldest first.
    package func openRuns() async throws -> [JournaledRun] {
        try await database.read { db in
            try db.all(
                """
                SELECT \(JournaledRun.columns) FROM runs WHERE ended_at IS NULL
                ORDER BY created_at, id
                """)
        }
    }

    /// What the hub has to be told of in a hello: what goes on, and what it has not heard the end
    /// of, so that it does not take that for lost.
    package func claimedRuns() async throws -> [JournaledRun] {
        try await database.read { db in
            try db.all(
                """
                SELECT \(JournaledRun.columns) FROM runs
                WHERE state IN ('leased', 'running', 'finalizing', 'cancelling')
                OR EXISTS (
                    SELECT 1 FROM records JOIN lives ON lives.number = records.life
                    WHERE records.run = runs.id AND records.sequence > lives.acknowledged)
                ORDER BY created_at, id
                """)
        }
    }

    package func outcomes(of run: JournaledRun) async throws -> VaultOutcomes {
        try await database.read { db in try db.outcomes(of: run) }
    }

    /// Takes or refuses a run that the hub gives. Giving the same twice is giving it once.
    /// - Parameter active: How many runs go on in the room that it takes, which holds `capacity`.
    package func offer(
        _ order: RunOrder, active: Int, capacity: Int, standing: AgentStanding, isAllowed: Bool
    ) async throws -> (decision: DispatchRule.Decision, run: JournaledRun?) {
        let now = clock.now
        return try await write { db in
            let known = try db.reading.run(order.attempt.run)
            let decision = DispatchRule.decide(
                attempt: order.attempt.attempt, fence: order.attempt.fence,
                known: known?.position, active: active, capacity: capacity, standing: standing,
                isAllowed: isAllowed)
            guard decision == .accept else { return (decision, known) }
            // A run this agent fired itself is nobody's to lease to it.
            if known?.isOwn == true { return (.refuse(.stale), known) }
            let run = JournaledRun(order, at: now)
            try db.execute("DELETE FROM runs WHERE id = \(run.id)")
            try db.insert(run)
            return (decision, run)
        }
    }

    /// An attempt begins: the record of it is there before anything else of it is.
    /// - Returns: nil where the run is not waiting to begin any more.
    package func begin(_ id: ID<Run>) async throws -> JournaledRun? {
        let now = clock.now
        return try await write { db in
            guard let run = try db.reading.run(id), [.queued, .leased].contains(run.position.state)
            else { return nil }
            _ = try db.move(run, .start, at: now)
            guard let begun = try db.reading.run(id) else { return nil }
            let began = RunBegan(
                attempt: begun.attempt, kind: run.kind, firing: run.firing, vaults: run.vaults)
            try db.record(.began(began), of: id, at: now)
            return begun
        }
    }

    /// What makes an attempt count is about to be written.
    /// - Returns: False where the run is not with this attempt any more, or is to end: then nothing
    ///   of it may be.
    package func finalize(_ attempt: RunAttempt) async throws -> Bool {
        let now = clock.now
        return try await write { db in
            guard let run = try db.reading.run(attempt.run), run.attempt == attempt else {
                return false
            }
            switch run.position.state {
            case .finalizing: return true
            case .running:
                _ = try db.move(run, .finalize, at: now)
                try db.record(.finalizing(attempt), of: run.id, at: now)
                return true
            default: return false
            }
        }
    }

    /// What came of a run in one vault. A stored snapshot stays, whatever is said later.
    package func record(_ outcome: VaultOutcome, of id: ID<Run>) async throws {
        let now = clock.now
        try await write { db in
            guard let run = try db.reading.run(id) else { return }
            var outcomes = try db.reading.outcomes(of: run)
            switch outcomes.record(outcome) {
            case .known, .foreign: return
            case .doubled:
                let line = RunLine(run: id, level: .error, text: RunFailure.doubled.message)
                try db.record(.line(line), of: id, at: now)
            case .taken:
                let encoded = Schema<VaultOutcome>.outcome.encode(outcome)
                try db.execute(
                    """
                    INSERT INTO outcomes (run, vault, outcome)
                    VALUES (\(id), \(outcome.vault), \(encoded))
                    ON CONFLICT (run, vault) DO UPDATE SET outcome = excluded.outcome
                    """)
                try db.record(.outcome(id, outcome), of: id, at: now)
            }
        }
    }

    /// The hook before a run is about to begin, or the one after it has ended.
    package func setOwesHook(_ owes: Bool, _ id: ID<Run>) async throws {
        _ = try await database.write { db in
            try db.execute("UPDATE runs SET owes_hook = \(owes) WHERE id = \(id)")
        }
    }

    /// What an attempt amounts to, beside the outcomes in its vaults.
    package struct Summary: Hashable, Sendable {
        package var report: AttemptReport
        package var entries: Int64
        package var content: ByteCount

        package init(
            report: AttemptReport, entries: Int64 = 0, content: ByteCount = ByteCount(0)
        ) {
            self.report = report
            self.entries = entries
            self.content = content
        }
    }

    /// An attempt ended: the run has its final state, or waits for another attempt.
    /// - Returns: nil where the run is not with this attempt any more: nothing of it counts.
    package func settle(
        _ attempt: RunAttempt, _ summary: Summary, retry: SourceRetry
    ) async throws -> RunSettlement? {
        let now = clock.now
        return try await write { db in
            guard let run = try db.reading.run(attempt.run), run.attempt == attempt,
                run.position.state.isWithAgent
            else { return nil }
            var summary = summary
            if run.position.state == .cancelling { summary.report.wasCancelled = true }
            let settlement = RunSettlement(
                kind: run.kind, attempt: attempt.attempt, report: summary.report,
                outcomes: try db.reading.outcomes(of: run), retry: retry, now: now)
            try db.recordDroppedLines(of: run, at: now)
            switch settlement {
            case .finish(let verdict): try db.end(run, verdict, summary, at: now)
            case .retry(_, let notBefore):
                _ = try db.move(run, .retry, notBefore: notBefore, at: now)
                let retried = RunRetried(
                    attempt: attempt, failure: summary.report.failure, notBefore: notBefore)
                try db.record(.retried(retried), of: run.id, at: now)
            }
            return settlement
        }
    }

    /// Somebody wants a run to end. What has not begun has ended by this.
    /// - Parameter isActive: Whether somebody here works on it, and will say how it ended.
    package func cancel(_ id: ID<Run>, isActive: Bool) async throws {
        let now = clock.now
        try await write { db in
            guard let run = try db.reading.run(id), !run.position.state.isFinal else { return }
            if run.position.state == .queued || !isActive {
                let summary = Summary(report: AttemptReport(wasCancelled: true))
                return try db.end(run, .cancelled, summary, at: now)
            }
            guard run.position.state != .cancelling else { return }
            _ = try db.move(run, .cancel, at: now)
        }
    }

    /// The run is not this agent's any more. What is somebody else's is forgotten here, and nothing
    /// is told of it. A run that was fired here, and that the hub says has ended, ends here too:
    /// the hub may know more of it than a machine that was rolled back, or whose clock was wrong;
    /// and while it did not end, its source would wait for it.
    package func lose(_ id: ID<Run>) async throws {
        let now = clock.now
        try await write { db in
            guard let run = try db.reading.run(id), !run.position.state.isFinal else { return }
            guard run.isOwn else {
                try db.execute("DELETE FROM runs WHERE id = \(id)")
                return
            }
            try db.end(
                run, .cancelled, Summary(report: AttemptReport(wasCancelled: true)), at: now)
        }
    }
}

extension WriteTransaction {
    /// The run ends, with the record that says so.
    borrowing func end(
        _ run: JournaledRun, _ verdict: RunVerdict, _ summary: Journal.Summary, at now: Timestamp
    ) throws {
        var run = run
        if verdict == .cancelled, run.position.state != .cancelling {
            let position = try move(run, .cancel, at: now)
            run = try reading.run(run.id) ?? run
            if position.state.isFinal { return try recordEnd(run, .cancelled, summary, at: now) }
        }
        let state = try move(run, .finish(verdict), at: now).state
        try recordEnd(run, state == .cancelled ? .cancelled : verdict, summary, at: now)
    }

    borrowing func recordEnd(
        _ run: JournaledRun, _ verdict: RunVerdict, _ summary: Journal.Summary, at now: Timestamp
    ) throws {
        let ended = RunEnded(
            attempt: run.attempt, verdict: verdict, failure: summary.report.failure,
            entries: summary.entries, content: summary.content, issues: summary.report.issues)
        try record(.ended(ended), of: run.id, at: now)
    }
}

extension JournaledRun {
    /// Of a run that a hub gives out.
    init(_ order: RunOrder, at now: Timestamp) {
        self.init(
            id: order.attempt.run, kind: order.kind, source: order.source?.id, firing: nil,
            isOwn: false, priority: order.priority, vaults: order.vaultIDs,
            position: RunPosition(
                state: .leased, attempt: order.attempt.attempt, fence: order.attempt.fence),
            created: now, notBefore: now)
    }

    /// Of a run that this agent fires itself.
    init(_ firing: Firing, id: ID<Run>, vaults: [ID<KnownVault>], at now: Timestamp) {
        self.init(
            id: id, kind: .backup, source: firing.source, firing: firing, isOwn: true,
            priority: .normal, vaults: vaults, position: RunPosition(), created: now,
            notBefore: now)
    }

    private init(
        id: ID<Run>, kind: RunKind, source: ID<Source>?, firing: Firing?, isOwn: Bool,
        priority: RunPriority, vaults: [ID<KnownVault>], position: RunPosition,
        created: Timestamp, notBefore: Timestamp
    ) {
        self.id = id
        self.kind = kind
        self.source = source
        self.firing = firing
        self.isOwn = isOwn
        self.priority = priority
        self.vaults = vaults
        self.position = position
        self.created = created
        self.notBefore = notBefore
        owesHook = false
    }
}
