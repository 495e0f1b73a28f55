package import Domain
package import Host
package import Store
package import Values

/// The runs of a tenant: looked at, begun and ended by people.
package struct RunDesk: Sendable {
    package typealias Stores = RunStore & SourceStore & VaultStore & SnapshotStore & HubStore
        & AgentStore & CopyStore

    let store: any Stores
    let feed: RunFeed
    let dispatcher: RunDispatcher
    let readers: SnapshotReaders?
    let clock: WallClock
    let ids: IDSource
    private var key: IdempotencyKey?

    /// - Parameter readers: Without them, files go only to the machine that they are of.
    package init(
        store: any Stores, feed: RunFeed, dispatcher: RunDispatcher,
        readers: SnapshotReaders? = nil, clock: WallClock, ids: IDSource
    ) {
        self.store = store
        self.feed = feed
        self.dispatcher = dispatcher
        self.readers = readers
        self.clock = clock
        self.ids = ids
    }

    /// For one request: where an earlier one had the key, what that began is given again, as it
    /// is by then.
    package func once(_ key: IdempotencyKey?) -> RunDesk {
        var desk = self
        desk.key = key
        return desk
    }

    func start(
        about subject: RunSubject, of tenant: ID<Tenant>,
        _ decide: @Sendable (RunSurroundings) throws -> RunStart
    ) async throws -> Run {
        try await store.startRun(
            about: subject, of: tenant, once: key, at: clock.now, decide)
    }

    // MARK: Looking

    /// Throws `notFound` for one of somebody else's as well.
    package func run(_ id: ID<Run>, of tenant: ID<Tenant>) async throws -> Run {
        guard let run = try await store.run(id, of: tenant) else {
            throw StoreError.notFound("run")
        }
        return run
    }

    /// The newest first.
    package func runs(
        of tenant: ID<Tenant>, matching filter: RunFilter, _ page: PageRequest
    ) async throws -> Page<Run> {
        try await store.runs(of: tenant, matching: filter, page)
    }

    /// What happened to a run after the event of this number, in order.
    package func events(
        of run: ID<Run>, in tenant: ID<Tenant>, after number: Int64,
        limit: Int = PageRequest.limitMax
    ) async throws -> [KnownEvent] {
        try await store.events(of: run, in: tenant, after: number, limit: limit)
    }

    // MARK: Beginning

    /// Begins a backup of a source, as soon as its agent is there. Asking again while it waits
    /// gives the run that waits.
    ///
    /// Throws `notFound` for the source, `refused(.runOverlaps)` where one goes on and the source
    /// lets none wait, `refused(.noVault)`, `refused(.noAgent)`, and
    /// `refused(.agentRevoked)` where it would wait for ever.
    package func backUp(
        _ source: ID<Source>, of tenant: ID<Tenant>, priority: RunPriority = .normal,
        bandwidth: Bandwidth? = nil, by requester: Requester
    ) async throws -> Run {
        let now = clock.now
        let id: ID<Run> = ids.next()
        let run = try await start(about: RunSubject(source: source), of: tenant) {
            around in
            guard let source = around.source else { throw StoreError.notFound("source") }
            guard around.agent != nil || source.place == .pool else {
                throw StoreError.refused(.noAgent)
            }
            guard around.agent?.standing != .revoked else {
                throw StoreError.refused(.agentRevoked)
            }
            guard !around.vaults.isEmpty else { throw StoreError.refused(.noVault) }
            let waiting = around.open.first {
                !$0.isOwn && $0.position.state == .queued && $0.position.attempt == 1
            }
            if let waiting { return .existing(waiting) }
            let decision = OverlapRule.decide(
                source.overlap, active: !around.open.isEmpty, isOneWaiting: false)
            if case .skip = decision { throw StoreError.refused(.runOverlaps) }
            var subject = RunSubject(
                source: source.id, vaults: around.vaults.map(\.id), agent: around.agent?.id)
            subject.bandwidth = bandwidth
            var run = Run(
                id: id, tenant: tenant, kind: .backup, cause: requester.cause, subject: subject,
                priority: priority, created: now)
            run.agent = around.agent?.id
            return Self.new(run, about: source.name, by: requester, now)
        }
        return begun(run)
    }

    /// Has somebody look after a vault: make it, check it, or take away from it. Asking again
    /// while that waits or goes on gives that run.
    ///
    /// Throws `notFound` for the vault, `refused(.noAgent)` where nobody would do it,
    /// `refused(.runOverlaps)` where something else is done to it, and `refused(.hubFrozen)` for
    /// what takes something away while the hub is frozen.
    ///
    /// - Parameters:
    ///   - source: The one whose snapshots are forgotten, where it is not all.
    ///   - snapshot: The one that is to be deleted.
    ///   - cause: Why, where that is not the requester.
    package func lookAfter(
        _ vault: ID<KnownVault>, of tenant: ID<Tenant>, _ kind: RunKind,
        source: ID<Source>? = nil, snapshot: ID<KnownSnapshot>? = nil, percent: Int? = nil,
        cause: RunCause? = nil, by requester: Requester
    ) async throws -> Run {
        var wanted = RunSubject(source: source, vaults: [vault], snapshot: snapshot)
        wanted.percent = percent
        return try await lookAfter(wanted, of: tenant, kind, cause: cause, by: requester)
    }

    /// Takes everything out of a vault, also what was pinned and what other programs stored. The
    /// vault stays, and is stored in as before. Asking again while that goes on gives that run.
    ///
    /// Throws as `lookAfter` does, `refused(.notConfirmed)` where the name is not the vault's,
    /// `refused(.snapshotHeld)`, and `refused(.agentAway)`: it is not put off, for it would take
    /// what was stored since.
    ///
    /// - Parameter name: The vault's, as somebody typed it.
    package func wipe(
        _ vault: ID<KnownVault>, of tenant: ID<Tenant>, named name: String,
        by requester: Requester
    ) async throws -> Run {
        if try await store.isHeld(vault, of: tenant, at: clock.now) {
            throw StoreError.refused(.snapshotHeld)
        }
        var wanted = RunSubject(vaults: [vault])
        wanted.isWipe = true
        return try await lookAfter(wanted, of: tenant, .prune, by: requester) { known, agent in
            guard known.name == name else { throw StoreError.refused(.notConfirmed) }
            guard dispatcher.isReady(agent) else { throw StoreError.refused(.agentAway) }
        }
    }

    private func lookAfter(
        _ wanted: RunSubject, of tenant: ID<Tenant>, _ kind: RunKind, cause: RunCause? = nil,
        by requester: Requester,
        unless refuse: (KnownVault, ID<Agent>) throws -> Void = { _, _ in }
    ) async throws -> Run {
        guard let vault = wanted.vaults.first,
            let known = try await store.vault(vault, of: tenant)?.item
        else { throw StoreError.notFound("vault") }
        if kind.isDestructive, try await store.hub()?.frozen != nil {
            throw StoreError.refused(.hubFrozen)
        }
        guard let agent = try await hands(of: known, for: kind) else {
            throw StoreError.refused(.noAgent)
        }
        try refuse(known, agent)
        let now = clock.now
        let id: ID<Run> = ids.next()
        var settled = wanted
        settled.agent = agent
        settled.percent = kind == .check ? wanted.percent ?? known.cadence.checkPercent : nil
        let subject = settled
        // What stands in the way is what is done to the vault, and not to the source.
        let place = RunSubject(vaults: [vault], agent: agent)
        let run = try await start(about: place, of: tenant) { around in
            guard around.vaults.count == 1 else { throw StoreError.notFound("vault") }
            guard around.agent != nil else { throw StoreError.refused(.noAgent) }
            if let open = around.open.first {
                guard open.kind == kind, open.subject.snapshot == subject.snapshot,
                    open.subject.isWipe == subject.isWipe,
                    // Whoever forgets of all sources forgets of this one.
                    [nil, subject.source].contains(open.subject.source)
                else { throw StoreError.refused(.runOverlaps) }
                return .existing(open)
            }
            var run = Run(
                id: id, tenant: tenant, kind: kind, cause: cause ?? requester.cause,
                subject: subject, created: now)
            run.agent = agent
            let wiped = AuditDraft(
                .vaultWiped, in: .tenant(tenant), by: requester.actor, at: now,
                on: AuditTarget(known), from: requester.address, detail: ["place": known.place])
            return Self.new(
                run, about: known.name, by: requester, now, besides: subject.isWipe ? [wiped] : [])
        }
        return begun(run)
    }

    /// Who does what is done to a vault: its keeper alone, where only the keeper may; else the
    /// agent it lies on, the one that keeps it, or one whose sources go there.
    private func hands(of vault: KnownVault, for kind: RunKind) async throws -> ID<Agent>? {
        if kind.needs.contains(.keeper) { return vault.keeper }
        if let agent = vault.owner ?? vault.keeper { return agent }
        let sources = try await store.sources(
            of: vault.tenant, matching: SourceFilter(vault: vault.id), PageRequest(limit: 500))
        let agents = sources.items.compactMap { source -> ID<Agent>? in
            if case .agent(let agent) = source.item.place { agent } else { nil }
        }
        return agents.first { dispatcher.isReady($0) } ?? agents.first
            ?? sources.items.lazy.compactMap { source in
                dispatcher.readyWorker(
                    for: source.item.configuration.kind, of: vault.tenant, storingIn: [vault])
            }.first
    }

    /// Tells whoever gives runs out, and whoever looks.
    func begun(_ run: Run) -> Run {
        feed.publish([run])
        dispatcher.wake()
        return run
    }

    static func new(
        _ run: Run, about name: String, by requester: Requester, _ now: Timestamp,
        besides others: [AuditDraft] = []
    ) -> RunStart {
        var page = RunPage(run)
        page.note(
            .init(.queued, attempt: 1, text: requester.actor.name), at: now, received: now)
        let draft = AuditDraft(
            .runStarted, in: .tenant(run.tenant), by: requester.actor, at: now,
            on: AuditTarget(run), from: requester.address,
            detail: ["kind": run.kind.rawValue, "subject": name])
        return .new(page, [draft] + others)
    }

    // MARK: Ending

    /// Ends a run: at once where nobody has it yet, else as soon as its agent has ended it.
    /// Idempotent. Throws `notFound`, `refused(.runMoved)` where it has ended otherwise.
    package func cancel(
        _ id: ID<Run>, of tenant: ID<Tenant>, by requester: Requester
    ) async throws -> Run {
        let now = clock.now
        let run = try await store.changeRun(id, of: tenant, at: now) { page in
            switch page.run.position.state {
            case .cancelled, .cancelling: return []
            case let state where state.isFinal: throw StoreError.refused(.runMoved)
            default: break
            }
            try page.run.take(.cancel, at: now)
            page.note(
                .init(.cancelling, .warning, text: requester.actor.name), at: now, received: now)
            return [
                AuditDraft(
                    .runCancelled, in: .tenant(tenant), by: requester.actor, at: now,
                    on: AuditTarget(page.run), from: requester.address)
            ]
        }
        feed.publish([run])
        dispatcher.say(anew: id)
        return run
    }
}

extension Requester {
    /// Why there is a run that they ask for.
    var cause: RunCause {
        switch actor {
        case .system: .hub
        case .user(let user, _): .user(user)
        }
    }
}
