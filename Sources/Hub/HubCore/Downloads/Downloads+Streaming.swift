package import AgentProtocol
package import Cryptography
internal import Domain
internal import Host
internal import Store
internal import Values

/// A stream that has begun. Whoever has it takes it to the end or drops it, and the agent is told
/// which.
package final class Download: Sendable {
    package let name: String
    package let form: StreamTicket.Form
    private let relay: Relay
    private let pieces: Relay.Pieces
    private let downloads: Downloads
    private let tenant: ID<Tenant>

    init(
        _ promise: Downloads.Promise, _ relay: Relay, _ pieces: @escaping Relay.Pieces,
        _ downloads: Downloads
    ) {
        name = promise.offer.name
        form = promise.offer.form
        tenant = promise.tenant
        self.relay = relay
        self.pieces = pieces
        self.downloads = downloads
    }

    /// Nobody took it: its agent need not wait.
    deinit {
        downloads.relays.close(relay, isWhole: false)
    }

    /// Hands on all pieces, each when the one before was taken. Where either side gives up, the
    /// other is told, and the run ends.
    package func write(to take: ([UInt8]) async throws -> Void) async throws {
        do {
            while let piece = try await pieces() { try await take(piece) }
            downloads.relays.close(relay, isWhole: true)
        } catch {
            // First the word that it was cancelled, or its agent says that it failed.
            await downloads.abandon(relay.run, of: tenant)
            downloads.relays.close(relay, isWhole: false)
            throw error
        }
    }
}

extension Downloads {
    /// How long somebody waits for the first byte: an agent may have to come to it.
    static let patience = Duration.seconds(60)

    /// Begins what a token is for: an agent is asked, and its stream waited for.
    ///
    /// Throws `refused(.tokenRefused)`, as `SnapshotBrowser` does, `refused(.tooMany)` where too
    /// many streams go on, and `DownloadFailure` where the agent says why it cannot be.
    package func begin(_ token: Token, from address: String) async throws -> Download {
        let promise = try await redeem(token)
        let snapshot = try await browser.snapshotThere(promise.wish.snapshot, of: promise.tenant)
        let reader = try await browser.reading(of: snapshot).agent
        let id = ids.next(Run.self)
        guard let relay = relays.open(for: id, promise.offer.form) else {
            throw StoreError.refused(.tooMany)
        }
        do {
            let requester = Requester(promise.requester.actor, from: address)
            try await start(id, promise.wish, of: snapshot, on: reader, by: requester)
            let pieces = try await waitForStream(relay, of: promise.tenant)
            return Download(promise, relay, pieces, self)
        } catch {
            relays.close(relay, isWhole: false)
            await abandon(id, of: promise.tenant)
            throw error
        }
    }

    private func start(
        _ id: ID<Run>, _ wish: DownloadWish, of snapshot: KnownSnapshot, on agent: ID<Agent>,
        by requester: Requester
    ) async throws {
        let now = clock.now
        let subject = RunSubject(
            source: snapshot.source, vaults: [snapshot.vault], snapshot: snapshot.id,
            destination: .download, paths: wish.paths, agent: agent)
        let started = try await store.startRun(about: subject, of: snapshot.tenant) { around in
            guard around.snapshot?.gone == nil, around.snapshot != nil else {
                throw StoreError.notFound("snapshot")
            }
            var run = Run(
                id: id, tenant: snapshot.tenant, kind: .export, cause: requester.cause,
                subject: subject, priority: .high, created: now)
            run.agent = agent
            let draft = AuditDraft(
                .snapshotDownloaded, in: .tenant(snapshot.tenant), by: requester.actor, at: now,
                on: AuditTarget(snapshot), from: requester.address, detail: wish.detail)
            return RunDesk.new(
                run, about: snapshot.locator, by: requester, now, besides: [draft])
        }
        _ = desk.begun(started)
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
                throw DownloadFailure(code: "cancelled", message: "The download was cancelled.")
            }
            return pieces
        }
    }

    /// Why a run ended, as soon as it has.
    private func failure(of run: ID<Run>, _ tenant: ID<Tenant>) async throws -> DownloadFailure {
        guard let listener = desk.feed.listen(to: .run(run)) else {
            throw StoreError.refused(.tooMany)
        }
        defer { desk.feed.leave(listener) }
        while true {
            let current = try await desk.run(run, of: tenant)
            if current.position.state.isFinal {
                return DownloadFailure(
                    code: current.failure?.code ?? "cancelled",
                    message: current.failure?.message ?? "The download was cancelled.")
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

/// Why there is nothing to download, in words of an agent.
package struct DownloadFailure: Error, Hashable, Sendable {
    package let code: String
    package let message: String
}
