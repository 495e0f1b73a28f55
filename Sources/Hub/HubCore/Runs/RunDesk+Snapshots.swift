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

    /// Gives files back into a folder of the machine; nothing that is there is written over.
    ///
    /// Throws as `rehearse` does.
    ///
    /// - Parameter paths: from the root of the snapshot; empty for everything.
    package func restore(
        _ snapshot: ID<KnownSnapshot>, of tenant: ID<Tenant>, into folder: String,
        paths: [String], by requester: Requester
    ) async throws -> Run {
        try await read(
            snapshot, of: tenant, .restore, to: .folder(path: folder), paths: paths,
            by: requester)
    }

    private func read(
        _ id: ID<KnownSnapshot>, of tenant: ID<Tenant>, _ kind: RunKind,
        to destination: RunDestination?, paths: [String], cause: RunCause? = nil,
        by requester: Requester
    ) async throws -> Run {
        guard let snapshot = try await store.snapshot(id, of: tenant), snapshot.gone == nil else {
            throw StoreError.notFound("snapshot")
        }
        var agent: ID<Agent>?
        if let source = snapshot.source,
            case .agent(let place)? = try await store.source(source, of: tenant)?.item.place
        {
            agent = place
        }
        guard let agent else { throw StoreError.refused(.noAgent) }
        let (now, run) = (clock.now, ids.next(Run.self))
        let subject = RunSubject(
            source: snapshot.source, vaults: [snapshot.vault], snapshot: id,
            destination: destination, paths: paths, agent: agent)
        let started = try await store.startRun(about: subject, of: tenant) { around in
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
}
