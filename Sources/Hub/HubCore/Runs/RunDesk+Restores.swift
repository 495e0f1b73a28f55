package import Domain
internal import Host
internal import Store
package import Values

/// How somebody wants files given back.
package struct RestoreWish: Hashable, Sendable {
    package var snapshot: ID<KnownSnapshot>
    /// From the root of the snapshot; empty for everything.
    package var paths: [String]
    /// A folder, or in place.
    package var destination: RunDestination
    /// To whom; nil for the machine that the snapshot is of.
    package var agent: ID<Agent>?
    package var terms: RestoreTerms
    /// Only where the machine opens the vault itself.
    package var bandwidth: Bandwidth?

    package init(
        snapshot: ID<KnownSnapshot>, paths: [String] = [], destination: RunDestination,
        agent: ID<Agent>? = nil, terms: RestoreTerms = RestoreTerms(),
        bandwidth: Bandwidth? = nil
    ) {
        self.snapshot = snapshot
        self.paths = paths
        self.destination = destination
        self.agent = agent
        self.terms = terms
        self.bandwidth = bandwidth
    }
}

extension RunDesk {
    /// Finds out what a restore would do, and does nothing: the run's `preview` has the figures,
    /// and its events name the first files.
    ///
    /// Throws as `restore` does; in place it needs no confirmation.
    package func plan(
        _ wish: RestoreWish, of tenant: ID<Tenant>, by requester: Requester
    ) async throws -> Run {
        var wish = wish
        wish.terms.isRehearsal = true
        return try await begin(wish, of: tenant, by: requester)
    }

    /// Gives files back.
    ///
    /// Throws `notFound` for the snapshot, for one that is gone and for the agent,
    /// `refused(.noAgent)` where the snapshot is of no machine, `refused(.notConfirmed)` for one in
    /// place where the machine's name was not typed, `refused(.noReader)` for a machine that does
    /// not open the vault while nobody is connected who does, and `refused(.notReadableThere)`
    /// where it would have to be given what signs in at the server that the files came from.
    package func restore(
        _ wish: RestoreWish, of tenant: ID<Tenant>, by requester: Requester
    ) async throws -> Run {
        var wish = wish
        wish.terms.isRehearsal = false
        return try await begin(wish, of: tenant, by: requester)
    }

    private func begin(
        _ wish: RestoreWish, of tenant: ID<Tenant>, by requester: Requester
    ) async throws -> Run {
        precondition(wish.destination != .download, "a download is no restore")
        guard let snapshot = try await store.snapshot(wish.snapshot, of: tenant),
            snapshot.gone == nil
        else { throw StoreError.notFound("snapshot") }
        let agent = try await machine(for: wish, snapshot)
        let (now, id) = (clock.now, ids.next(Run.self))
        var subject = RunSubject(
            source: snapshot.source, vaults: [snapshot.vault], snapshot: snapshot.id,
            destination: wish.destination, paths: wish.paths, agent: agent)
        subject.terms = wish.terms
        subject.bandwidth = wish.bandwidth
        let settled = subject
        let started = try await start(about: settled, of: tenant) { around in
            guard around.snapshot != nil, around.snapshot?.gone == nil else {
                throw StoreError.notFound("snapshot")
            }
            guard let machine = around.agent else { throw StoreError.refused(.noAgent) }
            try Self.requireConfirmation(
                of: wish, named: around.source?.configuration.server ?? machine.machine.hostName)
            var run = Run(
                id: id, tenant: tenant, kind: .restore, cause: requester.cause,
                subject: settled, priority: .high, created: now)
            run.agent = agent
            return Self.new(run, about: snapshot.locator, by: requester, now)
        }
        return begun(started)
    }

    /// The agent asks the same again: a word of the hub alone is not enough for it.
    private static func requireConfirmation(of wish: RestoreWish, named name: String) throws {
        guard wish.destination == .inPlace, !wish.terms.isRehearsal else { return }
        guard wish.terms.confirmation == name else {
            throw StoreError.refused(.notConfirmed)
        }
    }

    /// On whose machine. Nothing that outlives the run is handed over: where it does not open the
    /// vault itself, an agent that does seals the entries to it.
    private func machine(
        for wish: RestoreWish, _ snapshot: KnownSnapshot
    ) async throws -> ID<Agent> {
        let home = try await reader(of: snapshot)
        guard let wanted = wish.agent, wanted != home else {
            guard let home else { throw StoreError.refused(.noAgent) }
            return home
        }
        guard let agent = try await store.agent(wanted), agent.scope == .tenant(snapshot.tenant)
        else { throw StoreError.notFound("agent") }
        guard let vault = try await store.vault(snapshot.vault, of: snapshot.tenant)?.item else {
            throw StoreError.notFound("vault")
        }
        guard let readers else { throw StoreError.refused(.notReadableThere) }
        if try await readers.opens(agent, vault, source: snapshot.source) { return wanted }
        if wish.destination == .inPlace, try await isOfServer(snapshot) {
            throw StoreError.refused(.notReadableThere)
        }
        _ = try await readers.reader(of: vault, source: snapshot.source)
        return wanted
    }

    /// Whether it came from a machine that is read over SSH.
    private func isOfServer(_ snapshot: KnownSnapshot) async throws -> Bool {
        guard let id = snapshot.source else { return false }
        return try await store.source(id, of: snapshot.tenant)?.item.configuration.server != nil
    }
}

extension SourceConfiguration {
    /// The machine that is read from elsewhere; nil where its own agent reads it.
    fileprivate var server: String? {
        if case .sftp(let server) = self { server.host } else { nil }
    }
}
