internal import AgentProtocol
internal import Domain
internal import Host
internal import Store
internal import Values

/// Runs whose agent sends what it reads through the hub, to somebody who waits for it.
struct StreamRuns: Sendable {
    /// How long somebody waits for the first byte: an agent may have to come to it.
    static let patience = Duration.seconds(60)

    /// What is to be sent.
    struct Wish: Sendable {
        let snapshot: KnownSnapshot
        /// From the root of the snapshot; empty for everything.
        let paths: [String]
        let form: StreamTicket.Form
        /// Nil for what a person gets.
        var handover: Handover?
    }

    let store: any RunDesk.Stores
    let desk: RunDesk
    let relays: RelayBoard
    let clock: WallClock
    let ids: IDSource

    /// Begins a run and waits until its stream is there.
    ///
    /// Throws `refused(.tooMany)` where too many streams go on, `notFound` where the snapshot went
    /// away meanwhile, and `DownloadFailure` where the agent says why it cannot be.
    func begin(
        _ wish: Wish, on agent: ID<Agent>, cause: RunCause, by requester: Requester,
        besides drafts: @escaping @Sendable (Timestamp) -> [AuditDraft] = { _ in [] }
    ) async throws -> RelayedStream {
        let id = ids.next(Run.self)
        let tenant = wish.snapshot.tenant
        guard let relay = relays.open(for: id, of: tenant, wish.form, wish.handover) else {
            throw StoreError.refused(.tooMany)
        }
        do {
            let now = clock.now
            let snapshot = wish.snapshot
            let subject = RunSubject(
                source: snapshot.source, vaults: [snapshot.vault], snapshot: snapshot.id,
                destination: .download, paths: wish.paths, agent: agent)
            let started = try await store.startRun(about: subject, of: tenant) { around in
                guard around.snapshot?.gone == nil, around.snapshot != nil else {
                    throw StoreError.notFound("snapshot")
                }
                var run = Run(
                    id: id, tenant: tenant, kind: .export, cause: cause, subject: subject,
                    priority: .high, created: now)
                run.agent = agent
                return RunDesk.new(
                    run, about: snapshot.locator, by: requester, now, besides: drafts(now))
            }
            _ = desk.begun(started)
            let pieces = try await waitForStream(relay, of: tenant)
            return RelayedStream(relay, pieces, self, tenant)
        } catch {
            relays.close(relay, isWhole: false)
            await abandon(id, of: tenant)
            throw error
        }
    }

    /// The stream, or why there is none: its run ended, or nobody came in time.
    private func waitForStream(_ relay: Relay, of tenant: ID<Tenant>) async throws -> Relay.Pieces {
        try await withThrowingTaskGroup(of: Relay.Pieces?.self) { group in
            group.addTask { await relay.begin() }
            group.addTask { [self] in throw try await failure(of: relay.run, tenant) }
            group.addTask {
                try await ContinuousClock().sleep(for: Self.patience)
                throw DownloadFailure(
                    code: "too_slow", message: "The agent did not begin in time; try again.")
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let pieces = first else {
                throw DownloadFailure(code: "cancelled", message: "It was cancelled.")
            }
            return pieces
        }
    }

    /// Why a run ended, as soon as it has.
    private func failure(of run: ID<Run>, _ tenant: ID<Tenant>) async throws -> DownloadFailure {
        guard let listener = desk.feed.listen(to: .run(run, of: tenant)) else {
            throw StoreError.refused(.tooMany)
        }
        defer { desk.feed.leave(listener) }
        while true {
            let current = try await desk.run(run, of: tenant)
            if current.position.state.isFinal {
                return DownloadFailure(
                    code: current.failure?.code ?? "cancelled",
                    message: current.failure?.message ?? "It was cancelled.")
            }
            _ = await listener.next(within: .seconds(5))
            try Task.checkCancellation()
        }
    }

    /// Ends a run that nobody waits for any more.
    func abandon(_ run: ID<Run>, of tenant: ID<Tenant>) async {
        do {
            _ = try await desk.cancel(run, of: tenant, by: Requester(.system, from: ""))
        } catch {
            // It has ended, or there never was one; an agent that is not told finds out when it
            // shows its ticket.
        }
    }
}

/// Why there is nothing to take, in words of an agent.
package struct DownloadFailure: Error, Hashable, Sendable {
    package let code: String
    package let message: String
}
