package import AgentProtocol
package import Domain
internal import Store
package import Values

// Runs that any worker may have: lent for a time under a fence, and given to another worker when
// whoever had one says nothing more.
extension RunDispatcher {
    /// A run that is lost so often is not its workers' misfortune.
    private static let attemptsMax = 12

    /// Looks after the runs of the pool that somebody has, and finds workers for those that wait.
    func poolCandidates(
        _ open: [Run], _ ready: [ID<Agent>: ReadyAgent], _ facts: RunDependencies,
        _ now: Timestamp
    ) async throws -> [Admission.Candidate] {
        var chooser = WorkerChoice(ready.values, busy: open.filter(\.position.state.isWithAgent))
        var candidates: [Admission.Candidate] = []
        for run in open where run.isPooled {
            try await alone(run) {
                guard run.position.state == .queued else {
                    return try await lookAfter(run, ready, now)
                }
                let worker = worker(for: run, chooser, facts)
                guard try await isWaiting(run, for: worker, facts, now), let worker else { return }
                chooser.add(worker.id)
                candidates.append(
                    Admission.Candidate(run: run, agent: worker.id, capacity: worker.capacity))
            }
        }
        return candidates
    }

    /// Looks after a run that somebody has.
    private func lookAfter(
        _ run: Run, _ ready: [ID<Agent>: ReadyAgent], _ now: Timestamp
    ) async throws {
        guard leases.isLive(run) else { return try await takeAway(run, now) }
        guard let agent = run.agent.flatMap({ ready[$0] }) else { return }
        switch run.position.state {
        case .leased: try await repeatStart(run, on: agent, now)
        case .cancelling: repeatCancel(run, on: agent, now)
        default: break
        }
    }

    private func worker(
        for run: Run, _ chooser: WorkerChoice, _ facts: RunDependencies
    ) -> ReadyAgent? {
        guard let source = run.subject.source.flatMap({ facts.sources[$0] }),
            source.tenant == run.tenant
        else { return nil }
        return chooser.worker(
            source.kind, of: run.tenant,
            storingIn: run.outcomes.unfinished.compactMap { facts.reach[$0] })
    }

    /// A worker that could look at something of a tenant now; nil where there is none.
    func readyWorker(
        for kind: SourceKind, of tenant: ID<Tenant>, storingIn vaults: [KnownVault]
    ) -> ID<Agent>? {
        WorkerChoice(links.readyAgents(), busy: [])
            .worker(kind, of: tenant, storingIn: vaults.map(\.reach))?.id
    }

    /// The one who had it has it no more: somebody else may begin. What that one does later counts
    /// no more, because its fence is too small.
    func takeAway(_ run: Run, _ now: Timestamp) async throws {
        let isHopeless = run.position.attempt >= Self.attemptsMax
        let changed = try await change(run, now) { page in
            try page.run.take(isHopeless ? .interrupt : .release, at: now)
            page.run.notBefore = min(page.run.notBefore, now)
            if page.run.position.state == .failed { page.run.failure = .interrupted }
            page.note(
                .init(
                    .interrupted, .warning, attempt: run.position.attempt, code: "lease_expired"),
                at: now, received: now)
            return []
        }
        guard changed != nil else { return }
        if let agent = run.agent { links.stop(run.attempt, on: agent) }
        wake()
    }

    /// What a worker asks about the runs it has.
    /// - Returns: Those that are not its own any more.
    package func renew(
        _ attempts: [RunAttempt], by agent: ID<Agent>
    ) async throws -> [RunAttempt] {
        var lost: [RunAttempt] = []
        for attempt in attempts {
            if let isKept = leases.renew(attempt, by: agent) {
                if !isKept { lost.append(attempt) }
                continue
            }
            // The hub was started again since: the store knows who has it.
            let run = try await store.run(attempt.run, heldBy: agent)
            if let run, run.isPooled, run.position.state.isWithAgent, run.attempt == attempt {
                leases.grant(attempt, to: agent)
            } else {
                lost.append(attempt)
            }
        }
        return lost
    }
}

/// Who of the workers that are there gets a run: the one with the most room that may.
struct WorkerChoice {
    private let workers: [ReadyAgent]
    private var busy: [ID<Agent>: Int] = [:]

    init(_ agents: some Sequence<ReadyAgent>, busy: [Run]) {
        workers = agents.filter { $0.work != nil && $0.standing.takesRuns }
            .sorted { $0.id.uuid.bytes.lexicographicallyPrecedes($1.id.uuid.bytes) }
        for run in busy where run.kind.room == .work {
            if let agent = run.agent { self.busy[agent, default: 0] += 1 }
        }
    }

    mutating func add(_ agent: ID<Agent>) {
        busy[agent, default: 0] += 1
    }

    func worker(
        _ kind: SourceKind, of tenant: ID<Tenant>, storingIn vaults: [VaultReach]
    ) -> ReadyAgent? {
        let able = workers.filter { worker in
            worker.work?.takes(kind, of: tenant) == true
                && vaults.allSatisfy { $0.includes(worker.id) }
        }
        return able.max { room(of: $0) < room(of: $1) }
    }

    private func room(of worker: ReadyAgent) -> Int {
        worker.capacity - busy[worker.id, default: 0]
    }
}
