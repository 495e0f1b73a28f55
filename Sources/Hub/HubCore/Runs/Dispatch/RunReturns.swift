package import AgentProtocol
package import Domain
package import Host
package import Store
package import Values

/// What becomes of runs when their agent answers, comes back, or is no more.
package struct RunReturns: Sendable {
    /// An agent that is busy is asked again soon, and less and less often.
    private static let backoff = Backoff(first: .seconds(5), longest: .seconds(300))

    private let store: any RunStore
    private let links: any RunLinks
    private let feed: RunFeed
    private let dispatcher: RunDispatcher
    private let clock: WallClock

    package init(
        store: any RunStore, links: any RunLinks, feed: RunFeed, dispatcher: RunDispatcher,
        clock: WallClock
    ) {
        self.store = store
        self.links = links
        self.feed = feed
        self.dispatcher = dispatcher
        self.clock = clock
    }

    /// An agent can be given runs now.
    package func wake() {
        dispatcher.wake()
    }

    /// Lends an agent for longer what it has of the pool.
    /// - Returns: What is not its own any more.
    package func renew(
        _ leases: [RunAttempt], by agent: ID<Agent>
    ) async throws -> [RunAttempt] {
        try await dispatcher.renew(leases, by: agent)
    }

    /// What an agent says to a run that it was given.
    package func take(_ reply: RunReply, from agent: ID<Agent>) async throws {
        guard let refusal = reply.refusal, let step = refusal.step else { return }
        let now = clock.now
        let attempt = reply.attempt
        try await change(attempt.run, of: agent, now) { page in
            try page.run.take(
                step, by: .agent(attempt: attempt.attempt, fence: attempt.fence), at: now)
            page.run.tries += 1
            page.run.notBefore = now + Self.backoff.wait(after: page.run.tries)
            if page.run.position.state.isFinal { page.run.failure = .forbidden(reply.message) }
            page.note(
                .init(.refused, .warning, attempt: attempt.attempt, code: refusal.rawValue),
                at: now, received: now)
        }
        dispatcher.wake()
    }

    /// An agent is back, and everything it had written down when it said hello is committed.
    /// - Parameter claims: the runs it said it has.
    package func settle(
        _ claims: [RunClaimed], of agent: ID<Agent>, incarnation: ID<Incarnation>
    ) async throws {
        let claimed = Dictionary(claims.map { ($0.run, $0.claim) }) { first, _ in first }
        let open = try await store.openRuns(on: agent)
        for known in open {
            let run = try await recalled(known, by: claimed[known.id])
            let claim = claimed[run.id].map { $0.current(for: run) }
            if claim == nil, isPerhapsQueued(run) {
                dispatcher.say(anew: run.id)
                continue
            }
            switch HubRepair.onHello(run, claim: claim, incarnation: incarnation) {
            case .keep: break
            case .repeatStart, .repeatCancel: dispatcher.say(anew: run.id)
            case .tellToStop: links.stop(run.attempt, on: agent)
            // What any worker may have does not end with one of them.
            case .step where run.isPooled: try await dispatcher.takeAway(run, clock.now)
            case .step(let step): try await take(step, run, of: agent)
            }
        }
        let known = Set(open.map(\.id))
        for (id, claim) in claimed where !known.contains(id) && !claim.state.isFinal {
            // It has ended here. What the hub never heard of is somebody else's to judge.
            guard let run = try await store.run(id, heldBy: agent) else { continue }
            links.stop(run.attempt, on: agent)
        }
        dispatcher.wake()
    }

    /// An agent claims only what it works on: a run of its own that is to end may wait there for
    /// its next attempt. It is told again, and given up when it had long enough.
    private func isPerhapsQueued(_ run: Run) -> Bool {
        run.isOwn && run.position.state == .cancelling
            && clock.now < run.notBefore + Self.ownPatience
    }

    private static let ownPatience = Duration.seconds(3600)

    /// What it has and never began is in no record.
    private func recalled(_ run: Run, by claim: HubRepair.Claim?) async throws -> Run {
        var recalled = run
        guard let claim, !claim.state.isFinal, let agent = run.agent else { return run }
        recalled.recall(attempt: claim.attempt, fence: claim.fence)
        guard recalled.position != run.position else { return run }
        try await change(run.id, of: agent, clock.now) { page in
            page.run.recall(attempt: claim.attempt, fence: claim.fence)
        }
        return recalled
    }

    private func take(_ step: RunStep, _ run: Run, of agent: ID<Agent>) async throws {
        let now = clock.now
        try await change(run.id, of: agent, now) { page in
            guard page.run.position == run.position else { return }
            try page.run.take(step, at: now)
            if page.run.position.state == .failed { page.run.failure = .interrupted }
            page.note(
                .init(.interrupted, .error, attempt: run.position.attempt), at: now,
                received: now)
        }
    }

    /// A word that comes too late, or about somebody else's run, changes nothing.
    private func change(
        _ run: ID<Run>, of agent: ID<Agent>, _ now: Timestamp,
        _ body: @Sendable (inout RunPage) throws -> Void
    ) async throws {
        do {
            let changed = try await store.changeRun(run, of: nil, at: now) { page in
                guard page.run.agent == agent else { throw StoreError.notFound("run") }
                try body(&page)
                return []
            }
            feed.publish([changed])
        } catch is RunRefusal {
        } catch let error as StoreError where error.kind == .notFound {
        }
    }
}

extension HubRepair.Claim {
    /// As it is to be read now: the run's records went on after the claim was made, which only
    /// brings an agent's own further on.
    fileprivate func current(for run: Run) -> HubRepair.Claim {
        let position = run.position
        guard fence == position.fence, attempt < position.attempt || run.isOwn else { return self }
        return HubRepair.Claim(attempt: position.attempt, fence: fence, state: state)
    }
}

extension RunFailure {
    fileprivate static func forbidden(_ message: String?) -> RunFailure {
        RunFailure(
            code: "policy", message: message ?? "The agent's local policy forbids this.",
            disposition: .needsOperator)
    }
}
