package import Domain
internal import Host
internal import Store
package import Values

// Runs that read a snapshot: on the machine that it is of, and on no other.

extension RunDesk {
    /// Rehearses a restore: all of the snapshot into a scratch folder, compared and measured.
    ///
    /// Throws `notFound` for the snapshot and for one that is gone, `refused(.noAgent)`.
    package func rehearse(
        _ snapshot: ID<KnownSnapshot>, of tenant: ID<Tenant>, cause: RunCause? = nil,
        by requester: Requester
    ) async throws -> Run {
        try await read(
            snapshot, of: tenant, .drill, to: nil, paths: [], cause: cause, by: requester)
    }

    private func read(
        _ id: ID<KnownSnapshot>, of tenant: ID<Tenant>, _ kind: RunKind,
        to destination: RunDestination?, paths: [String], cause: RunCause? = nil,
        by requester: Requester
    ) async throws -> Run {
        guard let snapshot = try await store.snapshot(id, of: tenant), snapshot.gone == nil else {
            throw StoreError.notFound("snapshot")
        }
        guard let agent = try await reader(of: snapshot) else { throw StoreError.refused(.noAgent) }
        let (now, run) = (clock.now, ids.next(Run.self))
        let subject = RunSubject(
            source: snapshot.source, vaults: [snapshot.vault], snapshot: id,
            destination: destination, paths: paths, agent: agent)
        let started = try await start(about: subject, of: tenant) { around in
            guard let snapshot = around.snapshot, snapshot.gone == nil else {
                throw StoreError.notFound("snapshot")
            }
            guard around.agent != nil else { throw StoreError.refused(.noAgent) }
            var new = Run(
                id: run, tenant: tenant, kind: kind, cause: cause ?? requester.cause,
                subject: subject, priority: cause == nil ? .high : .normal, created: now)
            new.agent = agent
            return Self.new(new, about: snapshot.locator, by: requester, now)
        }
        return begun(started)
    }

    /// Who reads a snapshot: the agent that its source lies on, or a worker.
    func reader(of snapshot: KnownSnapshot) async throws -> ID<Agent>? {
        guard let id = snapshot.source,
            let source = try await store.source(id, of: snapshot.tenant)?.item
        else { return nil }
        switch source.place {
        case .agent(let agent): return agent
        case .pool:
            let vault = try await store.vault(snapshot.vault, of: snapshot.tenant)?.item
            return dispatcher.readyWorker(
                for: source.configuration.kind, of: snapshot.tenant,
                storingIn: [vault].compactMap(\.self))
        }
    }
}
