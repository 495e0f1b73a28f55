package import AgentProtocol
internal import Connector
package import Domain
internal import Engine
internal import Host
internal import StandAlone
internal import Synchronization
internal import Telemetry
package import Values

/// Does what waits in the journal: chooses what begins next, makes the attempts, and ends them.
///
/// The journal is what counts. This remembers only who is at work, and is nothing that a new life
/// of the process would miss.
package actor Runner {
    private struct Active {
        let attempt: RunAttempt
        let control: RunControl
        let progress: RunProgress
    }

    /// What the hub gave out. Its lease counts from then, also while it waits for its turn.
    private struct Given {
        let order: RunOrder
        let control: RunControl

        init(_ order: RunOrder, asks: Bell) {
            self.order = order
            let lease = order.lease.map { RunLease($0, from: .now) }
            control = RunControl(lease: lease, asks: asks)
        }
    }

    private let parts: RunnerParts
    private let book: ConfigurationBook
    private var active: [ID<Run>: Active] = [:]
    /// What the hub gave out and has not ended: known in this life alone.
    private var orders: [ID<Run>: Given] = [:]
    private var isStopping = false
    /// Whether what an earlier life left has been decided about; nothing is taken on before.
    private var isRepaired = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    /// Rung when something may begin.
    package nonisolated let wake = Bell()
    /// Rung when the hub is to be asked about leases at once.
    package nonisolated let asks = Bell()
    /// Runs that somebody may still go on with, for whoever sweeps.
    private let open = OpenRuns()

    package init(_ parts: RunnerParts, book: ConfigurationBook) {
        self.parts = parts
        self.book = book
    }

    // MARK: Life

    /// Works until it is stopped, and returns when all attempts have ended.
    package func run() async throws {
        try await makeUp(for: try await repair())
        await withDiscardingTaskGroup { group in
            for await _ in wake.strokes() {
                if hasStopped { break }
                for run in await choose() {
                    group.addTask(executorPreference: parts.pool) { await self.execute(run) }
                }
            }
        }
    }

    /// Whether it was stopped and nobody works any more.
    package var hasStopped: Bool { isStopping && active.isEmpty }

    /// Begins nothing more, and ends what goes on so that the next life goes on with it.
    package func stop() {
        isStopping = true
        for active in active.values { active.control.stop(.shutdown) }
        wake.ring()
    }

    /// An earlier life may have published a snapshot and died before it was written down: the
    /// vaults are asked before anything is repeated.
    private func findPublished() async {
        do {
            let vaults = book.configuration?.vaults ?? []
            let states: [RunState] = [.finalizing, .cancelling]
            for run in try await parts.journal.openRuns()
            where run.kind == .backup && states.contains(run.position.state) {
                try await PublishedSearch(parts).record(of: run, in: vaults) {
                    try await parts.journal.record($0, of: run.id)
                }
            }
        } catch {
            // Another attempt asks them itself; what cannot be repeated ends as interrupted.
            parts.log.error("vaults cannot be asked", ["reason": "\(error)"])
        }
    }

    /// Decides about what an earlier life was in the middle of.
    /// - Returns: Runs whose hook has to be made up for.
    private func repair() async throws -> [JournaledRun] {
        defer {
            isRepaired = true
            for one in waiting { one.resume() }
            waiting = []
        }
        await findPublished()
        return try await parts.journal.repair { [configuration = book.configuration] id in
            configuration?.sources.first { $0.id == id }?.retry
        }
    }

    /// Returns when the journal says what is, and not what was when the last life ended.
    private func repaired() async {
        guard !isRepaired else { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// The hook before a backup ran in a life that did not come to the one after it.
    private func makeUp(for owing: [JournaledRun]) async throws {
        for run in owing {
            do {
                try await makeUp(for: run)
            } catch let error as CancellationError {
                throw error
            } catch {
                parts.log.error("hook could not be made up for", ["reason": "\(error)"])
            }
            try await parts.journal.setOwesHook(false, run.id)
        }
    }

    private func makeUp(for run: JournaledRun) async throws {
        let source = book.configuration?.sources.first { $0.id == run.source }
        guard let source, let command = source.hooks.after,
            parts.policy.refusal({ $0.refusal(ofHook: command) }) == nil
        else { return }
        let log = RunLog(parts.journal, run.id)
        let call = HookCall(
            moment: .after, command: command, run: run, sourceName: source.name,
            status: "interrupted", timeLimit: source.hooks.timeLimit)
        if let failure = try await call.run(with: parts.programs, log) {
            try await log.add(.error, failure.message)
        }
        try await log.flush()
    }

    // MARK: What the hub wants

    /// - Returns: What the hub is answered.
    package func offer(_ order: RunOrder, standing: AgentStanding) async throws -> RunReply {
        await repaired()
        let forbidden = parts.policy.refusal { $0.refusal(of: order) }
        if let forbidden { parts.log.warning("run refused", ["reason": forbidden.message]) }
        let room = order.kind.room
        let taken = Set(active.keys).union(orders.keys).count { self.room(of: $0) == room }
        let (decision, run) = try await parts.journal.offer(
            order, active: taken, capacity: size(of: room),
            standing: isStopping ? .draining : standing, isAllowed: forbidden == nil)
        switch decision {
        case .accept:
            orders[order.attempt.run] = Given(order, asks: asks)
            if order.lease != nil { asks.ring() }
            wake.ring()
            return RunReply(attempt: order.attempt, state: .leased)
        case .repeatReport:
            return RunReply(attempt: order.attempt, state: run?.position.state ?? .leased)
        case .replace:
            // The earlier attempt has to be gone first; the hub asks again.
            active[order.attempt.run]?.control.stop(.lost)
            return RunReply(attempt: order.attempt, refusal: .busy)
        case .refuse(let refusal):
            let message = refusal == .policy ? forbidden?.message.fitForRecords : nil
            return RunReply(attempt: order.attempt, refusal: refusal, message: message)
        }
    }

    /// Somebody wants a run to end. Asking twice, or too late, changes nothing.
    package func cancel(_ attempt: RunAttempt) async throws {
        let isCurrent = active[attempt.run]?.attempt == attempt
        if !isCurrent { orders[attempt.run] = nil }
        let run = try await parts.journal.run(attempt.run)
        // A word about an attempt that is over is not about the one that goes on.
        guard let run, run.attempt == attempt || run.position.state == .queued else { return }
        try await parts.journal.cancel(attempt.run, isActive: isCurrent)
        if isCurrent { active[attempt.run]?.control.stop(.cancelled) }
    }

    /// The run is not this agent's any more.
    package func lose(_ attempt: RunAttempt) async throws {
        orders[attempt.run] = nil
        if let active = active[attempt.run] {
            guard active.attempt.fence <= attempt.fence else { return }
            active.control.stop(.lost)
        } else {
            try await parts.journal.lose(attempt.run)
        }
    }

    // MARK: What the hub is told

    /// What hello says of the runs that are here.
    package func claims() async throws -> [RunClaimed] {
        await repaired()
        return try await parts.journal.claimedRuns()
            .prefix(ProtocolLimits.claimsMax).map { run in
                RunClaimed(
                    run: run.id,
                    claim: HubRepair.Claim(
                        attempt: run.position.attempt, fence: run.position.fence,
                        state: run.position.state))
            }
    }

    package func progress() -> [ProgressReport] {
        active.values.map { active in
            let now = active.progress.now
            return ProgressReport(
                attempt: active.attempt, entries: max(0, now.entries),
                bytes: ByteCount(max(0, now.bytes)),
                transferred: ByteCount(max(0, now.transferred)),
                bytesExpected: now.totals?.size, current: now.current.fitForRecords)
        }
    }

    package var activeCount: Int { active.count }

    /// Leases that a ping renews.
    package func leases() -> [RunAttempt] {
        orders.values.filter(\.control.isLeased).prefix(ProtocolLimits.claimsMax)
            .map(\.order.attempt)
    }

    /// The hub has renewed them.
    /// - Parameter start: Before it was asked.
    package func renew(_ leases: [RunAttempt], from start: ContinuousClock.Instant) {
        for attempt in leases where orders[attempt.run]?.order.attempt == attempt {
            orders[attempt.run]?.control.renewLease(from: start)
        }
    }

    // MARK: Choosing

    private func choose() async -> [ID<Run>] {
        guard !isStopping else { return [] }
        do {
            let now = parts.wall.now
            let known = try await parts.journal.openRuns()
            open.replace(with: known.map(\.id.uuid))
            var candidates: [Admission.Candidate] = []
            for run in known where active[run.id] == nil {
                if let candidate = try await candidate(run, now: now) {
                    candidates.append(candidate)
                }
            }
            let tenant = ID<Tenant>(UUID(high: 0, low: 0))
            let running = known.filter { active[$0.id] != nil }
                .map { $0.run(tenant: tenant, notBefore: now) }
            // Nothing was awaited between the look at who is active and this.
            let limits = RunLimits(perAgent: book.capacity, perVault: book.capacity)
            var admission = Admission(limits, active: running)
            var chosen: [ID<Run>] = []
            candidates.removeAll { active[$0.run.id] != nil }
            for id in admission.choose(candidates, now: now) where hasRoom(for: id) {
                guard let run = known.first(where: { $0.id == id }) else { continue }
                chosen.append(id)
                active[id] = Active(
                    attempt: run.attempt, control: orders[id]?.control ?? RunControl(),
                    progress: RunProgress())
            }
            return chosen
        } catch {
            parts.log.error("nothing can begin", ["reason": "\(error)"])
            return []
        }
    }

    /// What is being put away takes its place still, and is no open run of the journal any more.
    private func hasRoom(for id: ID<Run>) -> Bool {
        let room = room(of: id)
        return active.keys.count { self.room(of: $0) == room } < size(of: room)
    }

    /// What is no backup has an order.
    private func room(of id: ID<Run>) -> RunRoom { orders[id]?.order.kind.room ?? .work }
    private func size(of room: RunRoom) -> Int { room.size ?? book.capacity }

    /// A run that may begin once its turn has come. Own runs whose source is gone, or that waited
    /// for too long, are dropped on the way.
    private func candidate(
        _ run: JournaledRun, now: Timestamp
    ) async throws -> Admission.Candidate? {
        let agent = ID<Agent>(UUID(high: 0, low: 0))
        let tenant = ID<Tenant>(UUID(high: 0, low: 0))
        if run.position.state == .leased, orders[run.id] != nil {
            return Admission.Candidate(
                run: run.run(tenant: tenant, notBefore: now), agent: agent)
        }
        guard run.isOwn, run.position.state == .queued, book.standing.takesRuns,
            let configuration = book.configuration
        else { return nil }
        let source = configuration.sources.first { $0.id == run.source }
        let situation = PendingRule.Situation(
            isSubjectThere: source != nil, isEnabled: source?.isEnabled ?? false)
        let retry = source?.retry ?? SourceRetry()
        let value = run.run(tenant: tenant, notBefore: run.begins(retry, now: now))
        let decision = PendingRule.decide(value, situation, retry: retry, tries: 0, now: now)
        switch decision {
        case .dispatch: return Admission.Candidate(run: value, agent: agent)
        case .wait: return nil
        case .drop(let reason):
            try await parts.journal.drop(run, reason)
            return nil
        }
    }

    /// When the next attempt that waits may begin; nil where none does.
    package func nextAttempt() async -> Timestamp? {
        do {
            let now = parts.wall.now
            let sources = book.configuration?.sources ?? []
            return try await parts.journal.openRuns()
                .filter { $0.isOwn && $0.position.state == .queued && active[$0.id] == nil }
                .map { run in
                    let source = sources.first { $0.id == run.source }
                    return run.begins(source?.retry ?? SourceRetry(), now: now)
                }.min()
        } catch {
            return nil
        }
    }

    // MARK: Attempts

    private func execute(_ id: ID<Run>) async {
        if let begun = await begin(id), let active = active[id] {
            let log = RunLog(parts.journal, id)
            if let order = orders[id]?.order, order.kind != .backup {
                await VaultAttempt(
                    run: begun, order: order, parts: parts, control: active.control,
                    progress: active.progress
                ).execute(log)
            } else if let backup = await backup(begun, active) {
                await backup.execute(log)
            }
        }
        active[id] = nil
        orders[id] = nil
        await parts.access.engines.removeAbandonedRuns { [open] in open.all }
        wake.ring()
    }

    private func begin(_ id: ID<Run>) async -> JournaledRun? {
        guard let control = active[id]?.control else { return nil }
        let begun = await parts.persist(control) { try await parts.journal.begin(id) }
        guard let run = begun ?? nil else { return nil }
        active[id] = Active(
            attempt: run.attempt, control: control, progress: active[id]?.progress ?? RunProgress())
        return run
    }

    private func backup(_ run: JournaledRun, _ active: Active) async -> BackupAttempt? {
        let order = orders[run.id]?.order
        let configuration = book.configuration
        guard
            let source = order?.source
                ?? configuration?.sources.first(where: { $0.id == run.source }),
            let outcomes = await parts.persist(
                active.control, { try await parts.journal.outcomes(of: run) })
        else { return nil }
        let known = order?.vaults ?? configuration?.vaults ?? []
        let vaults = outcomes.unfinished.compactMap { id in known.first { $0.id == id } }
        return BackupAttempt(
            run: run, source: source, vaults: vaults, bandwidth: order?.bandwidth, parts: parts,
            control: active.control, progress: active.progress)
    }
}

/// The runs that somebody may still go on with, for engines that ask without waiting.
private final class OpenRuns: Sendable {
    private let runs = Mutex<Set<UUID>>([])

    var all: Set<UUID> { runs.withLock { $0 } }

    func replace(with open: [UUID]) {
        runs.withLock { $0 = Set(open) }
    }
}
