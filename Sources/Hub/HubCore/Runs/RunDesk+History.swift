package import Domain
internal import Store
internal import Values

/// What there is to compare a run with.
package struct RunHistory: Sendable {
    /// The last one before it that ended well.
    package var lastGood: Run?
    package var usual: UsualRun?
}

extension RunDesk {
    /// More than any source attempts; those before are told by the log.
    private static let stepsMax = 100

    /// The last attempts of a run, the first one first.
    package func attempts(of run: Run) async throws -> [KnownAttempt] {
        let steps = try await store.steps(of: run.id, in: run.tenant, limit: Self.stepsMax)
        let attempts = KnownAttempt.attempts(of: run, told: steps)
        // Of one whose events say nothing the run itself knows at least this.
        guard attempts.isEmpty, let started = run.started else { return attempts }
        let state = run.position.state
        return [
            KnownAttempt(
                number: run.position.attempt, began: started, ended: run.ended,
                end: state.isFinal ? .ended(state) : .open, code: run.failure?.code,
                message: run.failure?.message ?? "", took: run.ended.map { $0 - started })
        ]
    }

    /// Of a source's runs of the same kind: those that the same schedule fired, for one that a
    /// schedule fired, as an hourly one reads less than a weekly one.
    package func history(of run: Run) async throws -> RunHistory? {
        guard [.backup, .drill].contains(run.kind), let source = run.subject.source else {
            return nil
        }
        var filter = RunFilter(
            states: [.succeeded, .warned], kinds: [run.kind], source: source, until: run.created)
        if case .firing(let firing) = run.cause { filter.schedule = firing.schedule }
        let runs = try await store.runs(
            of: run.tenant, matching: filter, PageRequest(limit: UsualRun.runsMax * 2)
        ).items
        return RunHistory(lastGood: runs.first, usual: UsualRun(runs))
    }
}
