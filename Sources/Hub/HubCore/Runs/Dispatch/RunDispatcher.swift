package import AgentProtocol
internal import Cryptography
package import Domain
package import Host
package import Store
internal import Synchronization
package import Telemetry
package import Values

/// Gives runs that wait to agents that are there, says again what may have been lost, and drops
/// what waited too long. The store is what counts: this remembers only when it said something last.
package final class RunDispatcher: Sendable {
    package typealias Stores = AgentStore & RunStore & SourceStore & VaultStore & HubStore

    /// Nothing that somebody asked for waits for it: whoever changes something wakes it.
    package static let lookPause = Duration.seconds(10)
    /// Said once more when there was no answer for so long.
    static let repeatAfter = Duration.seconds(20)
    /// As many as have not ended in a large fleet on a bad day.
    static let runsMax = 20_000

    let store: any Stores
    let links: any RunLinks
    let leases: LeaseBook
    private let orders: any RunOrders
    private let feed: RunFeed
    private let clock: WallClock
    private let log: Logger
    /// Nobody was heard before this hub was there to hear.
    private let started: Timestamp
    /// When a run was given, or its end asked for, last.
    private let said = Mutex<[ID<Run>: Timestamp]>([:])
    /// When it was looked at last whether agents are there at all.
    private let counted = Mutex<Timestamp?>(nil)
    private let wakeUps: AsyncStream<Void>
    private let wakening: AsyncStream<Void>.Continuation

    package init(
        store: any Stores, links: any RunLinks, orders: any RunOrders,
        leases: LeaseBook = LeaseBook(), feed: RunFeed, clock: WallClock, log: Logger
    ) {
        self.leases = leases
        self.store = store
        self.links = links
        self.orders = orders
        self.feed = feed
        self.clock = clock
        self.log = log
        started = clock.now
        (wakeUps, wakening) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Whether an agent can be given runs now.
    package func isReady(_ agent: ID<Agent>) -> Bool {
        links.readyAgents().contains { $0.id == agent }
    }

    /// Something may begin, or end, now.
    package func wake() {
        wakening.yield()
    }

    /// Runs until the task is cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { [self] in
                // A cancelled wait is how it ends.
                while (try? await ContinuousClock().sleep(for: Self.lookPause)) != nil { wake() }
            }
            for await _ in wakeUps {
                do {
                    try await look()
                } catch is CancellationError {
                    return
                } catch {
                    log.warning("runs are given out later", ["reason": LoggedError(error)])
                }
            }
        }
    }

    /// One look at everything that has not ended.
    package func look() async throws {
        let now = clock.now
        let open = try await store.openRuns(limit: Self.runsMax)
        let ready = Dictionary(uniqueKeysWithValues: links.readyAgents().map { ($0.id, $0) })
        forget(except: open)
        let own = open.filter { !$0.isPooled }
        try await giveUp(own.filter { $0.agent.map { ready[$0] == nil } ?? true }, now)
        let facts = try await dependencies(of: open)
        var candidates = try await poolCandidates(open, ready, facts, now)
        for run in own {
            try await alone(run) {
                if let candidate = try await self.candidate(run, ready, facts, now) {
                    candidates.append(candidate)
                }
            }
        }
        var admission = Admission(
            RunLimits(perAgent: Fields.concurrentRuns.range.upperBound),
            active: open.filter(\.position.state.isWithAgent))
        let byRun = Dictionary(candidates.map { ($0.run.id, $0) }) { first, _ in first }
        for candidate in admission.choose(candidates, now: now).compactMap({ byRun[$0] }) {
            try await alone(candidate.run) {
                try await lease(candidate.run, to: candidate.agent, now)
            }
        }
    }

    /// What goes wrong with one run is told of, and holds up no other: all tenants' runs are given
    /// out in one look. Where the store is not there, none are.
    func alone(_ run: Run, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as CancellationError {
            throw error
        } catch let error as StoreError where error.isOfTheStore {
            throw error
        } catch {
            log.warning(
                "a run is given out later",
                ["run": run.id.description, "reason": LoggedError(error)])
        }
    }

    /// Looks after a run that only its own agent may have. Nil where it is not to be given now.
    private func candidate(
        _ run: Run, _ ready: [ID<Agent>: ReadyAgent], _ facts: RunDependencies,
        _ now: Timestamp
    ) async throws -> Admission.Candidate? {
        guard let agent = run.agent.flatMap({ ready[$0] }) else {
            if run.position.state == .queued, !run.isOwn {
                _ = try await isWaiting(run, for: nil, facts, now)
            }
            return nil
        }
        switch run.position.state {
        case .queued where !run.isOwn:
            guard try await isWaiting(run, for: agent, facts, now) else { return nil }
            return Admission.Candidate(run: run, agent: agent.id, capacity: agent.capacity)
        case .leased: try await repeatStart(run, on: agent, now)
        case .cancelling: repeatCancel(run, on: agent, now)
        default: break
        }
        return nil
    }

    // MARK: Waiting

    /// Whether a run that waits may be given to its agent; one that will not begin is dropped.
    func isWaiting(
        _ run: Run, for agent: ReadyAgent?, _ facts: RunDependencies, _ now: Timestamp
    ) async throws -> Bool {
        var situation = PendingRule.Situation(
            isAgentOnline: agent?.standing.takesRuns == true, isHubFrozen: facts.isHubFrozen)
        var retry = SourceRetry()
        if let id = run.subject.source {
            let source = facts.sources[id].flatMap { $0.tenant == run.tenant ? $0 : nil }
            situation.isSubjectThere = source != nil
            situation.isEnabled = source?.isEnabled ?? false
            retry = source?.retry ?? retry
        }
        switch PendingRule.decide(run, situation, retry: retry, tries: run.tries, now: now) {
        case .dispatch:
            guard agent?.skew?.refusal(of: run.kind) == nil else { return false }
            return hasVaults(run, facts)
        case .wait: return false
        case .drop(let reason):
            try await drop(run, reason, now)
            return false
        }
    }

    /// A snapshot for a vault that is about to be made waits for it.
    private func hasVaults(_ run: Run, _ facts: RunDependencies) -> Bool {
        !run.kind.storesSnapshots
            || !run.outcomes.unfinished.contains { facts.readiness[$0] == .new }
    }

    /// Of all that wait, read at once.
    private func dependencies(of open: [Run]) async throws -> RunDependencies {
        let waiting = open.filter { $0.position.state == .queued && !$0.isOwn }
        return try await store.dependencies(
            sources: Set(waiting.compactMap(\.subject.source)),
            vaults: Set(waiting.flatMap(\.subject.vaults)),
            pooled: Set(waiting.filter(\.isPooled).flatMap(\.subject.vaults)))
    }

    private func drop(_ run: Run, _ reason: SkipReason, _ now: Timestamp) async throws {
        try await change(run, now) { page in
            try page.run.take(.skip(reason), at: now)
            page.note(
                KnownEvent.Content(.dropped, .warning, code: reason.rawValue), at: now,
                received: now)
            return [
                AuditDraft(
                    .runDropped, in: .tenant(run.tenant), by: .system, at: now,
                    on: AuditTarget(run), detail: ["reason": reason.rawValue])
            ]
        }
    }

    /// Runs whose agent was deleted or thrown out have nobody who would end them; and what somebody
    /// wants to end ends without an agent that is away for long. It is fenced off.
    private func giveUp(_ runs: [Run], _ now: Timestamp) async throws {
        let isDue = counted.withLock { counted in
            if let last = counted, last <= now, now < last + Self.countPause { return false }
            counted = now
            return true
        }
        guard isDue else { return }
        var known: [ID<Agent>: Agent?] = [:]
        for run in runs {
            guard let id = run.agent else { continue }
            if known[id] == nil { known[id] = .some(try await store.agent(id)) }
            guard isGivenUp(run, on: known[id] ?? nil, now) else { continue }
            try await alone(run) { try await end(run, now) }
        }
    }

    private func isGivenUp(_ run: Run, on agent: Agent?, _ now: Timestamp) -> Bool {
        guard let agent, agent.standing != .revoked else { return true }
        // What it fired itself it ends itself: it may go on with it where it is. And whoever was
        // told to take something away may be at it: nobody is promised meanwhile that it stays.
        guard run.position.state == .cancelling, !run.isOwn, !run.kind.isDestructive else {
            return false
        }
        return now >= max(agent.lastSeen ?? agent.created, started) + Self.patience
    }

    /// Ends a run that nobody will end.
    private func end(_ run: Run, _ now: Timestamp) async throws {
        guard run.position.state != .queued else { return try await drop(run, .gone, now) }
        try await change(run, now) { page in
            // What it was given and never began is given to nobody else.
            if page.run.position.state == .leased {
                try page.run.take(.finish(.failed), at: now)
            } else {
                try page.run.take(.interrupt, at: now)
            }
            if page.run.position.state == .failed { page.run.failure = .interrupted }
            page.note(
                .init(.interrupted, .error, code: SkipReason.gone.rawValue), at: now,
                received: now)
            return []
        }
    }

    /// So long somebody waits for the end of what they cancelled.
    private static let patience = Duration.seconds(3600)

    /// An agent is not deleted every day.
    private static let countPause = Duration.seconds(60)

    // MARK: Giving out

    private func lease(_ run: Run, to agent: ID<Agent>, _ now: Timestamp) async throws {
        if !run.subject.vaults.isEmpty, run.outcomes.unfinished.isEmpty {
            return try await endWhole(run, now)
        }
        let leased = try await change(run, now) { page in
            try page.run.take(.lease, at: now)
            page.run.agent = agent
            page.note(
                .init(.given, attempt: page.run.position.attempt), at: now, received: now)
            return []
        }
        guard let leased else { return }
        if leased.isPooled { leases.grant(leased.attempt, to: agent) }
        try await give(leased, to: agent, now)
    }

    /// Every vault has what it was to get: whoever brought it there did not come to say so.
    private func endWhole(_ run: Run, _ now: Timestamp) async throws {
        try await change(run, now) { page in
            try page.run.take(.start, at: now)
            try page.run.take(.finish(.succeeded), at: now)
            page.note(.init(.ended, code: RunState.succeeded.rawValue), at: now, received: now)
            return []
        }
    }

    private func give(_ run: Run, to id: ID<Agent>, _ now: Timestamp) async throws {
        // It may have been given before the backup that this hub was restored from.
        if run.kind.isDestructive, try await store.hub()?.frozen != nil { return }
        let ordering: RunOrdering
        do {
            ordering =
                if let agent = try await store.agent(id) {
                    try await orders.order(for: run, on: agent)
                } else { .gone }
        } catch let error as CancellationError {
            throw error
        } catch let error as StoreError where error.isOfTheStore {
            throw error
        } catch {
            let isPutOff = try await putOff(run, after: error, now)
            return isPutOff ? () : try await endCancelled(run, on: id, now)
        }
        switch ordering {
        case .order(let order):
            said.withLock { $0[run.id] = now }
            links.give(order, to: id)
        case .notYet, .gone, .unwanted:
            let released = try await change(run, now) { page in
                try page.run.take(.release, at: now)
                page.run.notBefore = now + Self.configurationPause
                return []
            }
            if let released, ordering == .gone { try await drop(released, .gone, now) }
            if let released, ordering == .unwanted { try await callOff(released, now) }
            if released == nil { try await endCancelled(run, on: id, now) }
        }
    }

    /// Somebody wants what it would take away.
    private func callOff(_ run: Run, _ now: Timestamp) async throws {
        try await change(run, now) { page in
            try page.run.take(.cancel, at: now)
            page.note(KnownEvent.Content(.cancelling, .warning), at: now, received: now)
            return [
                AuditDraft(
                    .runCancelled, in: .tenant(run.tenant), by: .system, at: now,
                    on: AuditTarget(run))
            ]
        }
    }

    /// Somebody cancelled it while its order was put together, which came to nothing: its agent has
    /// never heard of it, and would never say that it has ended.
    private func endCancelled(_ run: Run, on agent: ID<Agent>, _ now: Timestamp) async throws {
        var cancelled = run
        try cancelled.take(.cancel, at: now)
        let ended = try await change(cancelled, now) { page in
            try page.run.take(.interrupt, at: now)
            page.note(
                KnownEvent.Content(.ended, code: RunState.cancelled.rawValue), at: now,
                received: now)
            return []
        }
        if ended != nil { links.stop(run.attempt, on: agent) }
    }

    /// What its agent needs for it cannot be put together. It is tried again with longer and longer
    /// waits, and fails where that helps nothing: it would be the first to be tried for ever.
    /// - Returns: False where somebody changed it meanwhile.
    private func putOff(
        _ run: Run, after error: any Error, _ now: Timestamp
    ) async throws -> Bool {
        log.warning(
            "the order of a run cannot be put together",
            ["run": run.id.description, "reason": LoggedError(error)])
        let failure = RunFailure(ordering: error)
        let isHopeless = failure.disposition != .retryable || run.tries + 1 >= Self.ordersMax
        let changed = try await change(run, now) { page in
            page.run.tries += 1
            try page.run.take(isHopeless ? .finish(.failed) : .release, at: now)
            if page.run.position.state == .failed { page.run.failure = failure }
            page.run.notBefore = now + Self.orderBackoff.wait(after: page.run.tries)
            page.note(
                KnownEvent.Content(
                    isHopeless ? .ended : .queued, isHopeless ? .error : .warning,
                    attempt: page.run.position.attempt, code: failure.code,
                    text: failure.message), at: now, received: now)
            return []
        }
        return changed != nil
    }

    /// Half an hour of waits.
    private static let ordersMax = 10
    private static let orderBackoff = Backoff(first: .seconds(5), longest: .seconds(300))

    /// An agent's configuration is made soon after what it is made of has changed.
    private static let configurationPause = Duration.seconds(2)

    /// Its agent may never have heard of it: it is given as often as that is not sure.
    func repeatStart(
        _ run: Run, on agent: ReadyAgent, _ now: Timestamp
    ) async throws {
        guard isSilent(run, now) else { return }
        try await give(run, to: agent.id, now)
    }

    func repeatCancel(_ run: Run, on agent: ReadyAgent, _ now: Timestamp) {
        guard isSilent(run, now) else { return }
        said.withLock { $0[run.id] = now }
        links.cancel(run.attempt, on: agent.id)
    }

    /// Whether something is to be said about it, once more or at all.
    private func isSilent(_ run: Run, _ now: Timestamp) -> Bool {
        said.withLock { said in
            guard let last = said[run.id], last <= now else { return true }
            return now >= last + Self.repeatAfter
        }
    }

    /// Something else is to be said about this run now.
    package func say(anew run: ID<Run>) {
        said.withLock { $0[run] = nil }
        wake()
    }

    private func forget(except open: [Run]) {
        let open = Set(open.map(\.id))
        leases.forget(except: open)
        said.withLock { said in said = said.filter { open.contains($0.key) } }
    }

    // MARK: Changing

    /// Nil where the run is not where it was when it was looked at.
    @discardableResult
    func change(
        _ run: Run, _ now: Timestamp,
        _ body: @Sendable (inout RunPage) throws -> [AuditDraft]
    ) async throws -> Run? {
        do {
            let changed = try await store.changeRun(run.id, of: run.tenant, at: now) { page in
                guard page.run.position == run.position else { throw Moved() }
                return try body(&page)
            }
            feed.publish([changed])
            return changed
        } catch is Moved {
            return nil
        }
    }

    private struct Moved: Error {}
}

extension Run {
    package var attempt: RunAttempt {
        RunAttempt(run: id, attempt: position.attempt, fence: position.fence)
    }
}

extension RunFailure {
    /// Why an agent could not be told what it needs for a run.
    fileprivate init(ordering error: any Error) {
        let (message, disposition): (String, Disposition) =
            switch error {
            case let error as HubError: ("\(error.message).", error.disposition)
            case let error as CryptographyError: ("\(error).", .needsOperator)
            case let error as InvalidFields: (Self.said(error), .needsOperator)
            default: ("The hub cannot put together what its agent needs for it.", .retryable)
            }
        self.init(code: "not_ordered", message: message, disposition: disposition)
    }

    private static func said(_ error: InvalidFields) -> String {
        let fields = Set(error.violations.map(\.field)).sorted().joined(separator: ", ")
        return "The hub cannot work with what is set here any more: \(fields)."
    }
}

extension AuditTarget {
    package init(_ run: Run) {
        self.init(kind: "run", id: run.id.uuid, name: run.kind.rawValue)
    }
}
