internal import AgentProtocol
package import Domain
internal import Host
internal import Store
package import Values

extension Journal {
    /// Decides about everything that an earlier life of the process was in the middle of. Doing it
    /// twice is doing it once.
    /// - Parameter retry: How patient a source is.
    /// - Returns: Runs whose hook has to be made up for: the one before them may have run, and the
    ///   one after them did not end.
    package func repair(
        retry: @Sendable (ID<Source>) -> SourceRetry?
    ) async throws -> [JournaledRun] {
        let now = clock.now
        return try await write { db in
            let open: [JournaledRun] = try db.reading.all(
                "SELECT \(JournaledRun.columns) FROM runs WHERE ended_at IS NULL")
            for run in open {
                if run.isOfPool(retry) {
                    // Its lease is the last life's: the hub gives it out again, to whomever.
                    try db.execute("DELETE FROM runs WHERE id = \(run.id)")
                    continue
                }
                let outcomes = try db.reading.outcomes(of: run)
                let decision = AgentRepair.atStart(
                    kind: run.kind, position: run.position, outcomes: outcomes, isOwn: run.isOwn,
                    retry: run.source.flatMap(retry) ?? .none)
                try db.repair(run, decision, at: now)
            }
            return try db.reading.all(
                "SELECT \(JournaledRun.columns) FROM runs WHERE owes_hook = 1")
        }
    }
}

extension JournaledRun {
    /// Whether it reads what is no source of this agent's own.
    fileprivate func isOfPool(_ retry: (ID<Source>) -> SourceRetry?) -> Bool {
        guard !isOwn, kind == .backup, position.state.isWithAgent, let source else { return false }
        return retry(source) == nil
    }
}

extension WriteTransaction {
    fileprivate borrowing func repair(
        _ run: JournaledRun, _ decision: AgentRepair.Decision, at now: Timestamp
    ) throws {
        switch (decision, run.position.state) {
        case (.keep, .queued) where !run.isOwn:
            // It waits for another attempt, which is the hub's to give out.
            break
        case (.keep, _): break
        // Accepted and not begun: the hub says it again, since nobody claims it.
        case (.step, .leased): try execute("DELETE FROM runs WHERE id = \(run.id)")
        case (.step(.finish(let verdict)), _):
            try end(run, verdict, Journal.Summary(report: AttemptReport()), at: now)
        case (.step, .cancelling):
            let report = AttemptReport(wasCancelled: true)
            try end(run, .cancelled, Journal.Summary(report: report), at: now)
        case (.step, _):
            let report = AttemptReport(failure: .interrupted)
            try end(run, .failed, Journal.Summary(report: report), at: now)
        case (.resume, _):
            _ = try move(run, .retry, notBefore: now, at: now)
            let retried = RunRetried(
                attempt: run.attempt, failure: .interrupted, notBefore: now)
            try record(.retried(retried), of: run.id, at: now)
        }
    }
}
