package import Domain
internal import Host
internal import Store
package import Values

// Runs that bring snapshots of a source from one vault to another, on the machine that makes them:
// it signs its archives, and opens both vaults anyway.

extension RunDesk {
    /// Copies one snapshot to another vault. Asking again while that waits or goes on gives that
    /// run.
    ///
    /// Throws `notFound` for the snapshot, for one that is gone and for the vault,
    /// `refused(.notCopiedThere)`, `refused(.vaultTwice)`, `refused(.vaultUnreachable)` where the
    /// machine cannot open it, and `refused(.noAgent)`.
    package func copy(
        _ snapshot: ID<KnownSnapshot>, to target: ID<KnownVault>, of tenant: ID<Tenant>,
        by requester: Requester
    ) async throws -> Run {
        guard let known = try await store.snapshot(snapshot, of: tenant), known.gone == nil else {
            throw StoreError.notFound("snapshot")
        }
        guard let source = known.source else { throw StoreError.refused(.noAgent) }
        return try await copy(
            of: source, from: known.vault, to: target, snapshot: snapshot, of: tenant,
            by: requester)
    }

    /// Copies to where a rule of the vault says what is missing there, now and not only when its
    /// turn comes. Asking again while a copy goes on gives that run.
    ///
    /// - Returns: A run for each source; none where nothing is missing.
    ///
    /// Throws `notFound` for the vault and where no rule says so, and as `copy` does where nothing
    /// could be begun.
    package func copyWhatIsMissing(
        from vault: ID<KnownVault>, to target: ID<KnownVault>, of tenant: ID<Tenant>,
        by requester: Requester
    ) async throws -> [Run] {
        guard let known = try await store.vault(vault, of: tenant)?.item,
            known.copies.contains(where: { $0.target == target })
        else { throw StoreError.notFound("vault") }
        var begun: [Run] = []
        var refused: StoreError?
        for source in try await store.sourcesToCopy(
            from: vault, to: target, arrivedSince: nil
        ).prefix(Self.copiesAtOnce) {
            do {
                begun.append(
                    try await copy(
                        of: source, from: vault, to: target, of: tenant, by: requester))
            } catch let error as StoreError where error.refusal != nil {
                // The others may go well.
                refused = error
            }
        }
        if begun.isEmpty, let refused { throw refused }
        return begun
    }

    /// One person begins so many; the rest comes by the rule.
    private static let copiesAtOnce = 100

    /// The newest run that copied from one vault to another, of whichever source.
    package func lastCopy(
        from vault: ID<KnownVault>, to target: ID<KnownVault>, of tenant: ID<Tenant>
    ) async throws -> Run? {
        let filter = RunFilter(kinds: [.copy], vault: target)
        return try await store.runs(of: tenant, matching: filter, PageRequest(limit: 50)).items
            .first { $0.subject.vaults == [vault, target] }
    }

    /// Copies what the other vault never had of a source. The same of `snapshot` nil.
    func copy(
        of source: ID<Source>, from vault: ID<KnownVault>, to target: ID<KnownVault>,
        snapshot: ID<KnownSnapshot>? = nil, of tenant: ID<Tenant>, cause: RunCause? = nil,
        by requester: Requester
    ) async throws -> Run {
        let last = try await lastCopy(of: source, from: vault, to: target, in: tenant)
        if let last, !last.position.state.isFinal, last.subject.snapshot == snapshot {
            return last
        }
        let agent = try await copier(of: source, from: vault, to: target, of: tenant)
        let (now, id) = (clock.now, ids.next(Run.self))
        let subject = RunSubject(
            source: source, vaults: [vault, target], snapshot: snapshot, agent: agent)
        let run = try await start(about: subject, of: tenant) { around in
            guard let source = around.source else { throw StoreError.notFound("source") }
            guard around.vaults.count == 2 else { throw StoreError.notFound("vault") }
            guard around.agent != nil else { throw StoreError.refused(.noAgent) }
            var run = Run(
                id: id, tenant: tenant, kind: .copy, cause: cause ?? requester.cause,
                subject: subject, created: now)
            run.agent = agent
            return Self.new(run, about: source.name, by: requester, now)
        }
        return begun(run)
    }

    /// The newest run that did this, whichever snapshots it was for.
    func lastCopy(
        of source: ID<Source>, from vault: ID<KnownVault>, to target: ID<KnownVault>,
        in tenant: ID<Tenant>
    ) async throws -> Run? {
        let filter = RunFilter(kinds: [.copy], source: source, vault: target)
        return try await store.runs(of: tenant, matching: filter, PageRequest(limit: 20)).items
            .first { $0.subject.vaults == [vault, target] }
    }

    /// Who makes the source's snapshots, and opens both vaults.
    private func copier(
        of id: ID<Source>, from vault: ID<KnownVault>, to target: ID<KnownVault>,
        of tenant: ID<Tenant>
    ) async throws -> ID<Agent> {
        guard let source = try await store.source(id, of: tenant)?.item else {
            throw StoreError.notFound("source")
        }
        guard let vault = try await store.vault(vault, of: tenant)?.item,
            let target = try await store.vault(target, of: tenant)?.item
        else { throw StoreError.notFound("vault") }
        if let refusal = vault.copyRefusal(to: target) { throw StoreError.refused(refusal) }
        switch source.place {
        case .agent(let agent):
            guard vault.isReachable(by: agent), target.isReachable(by: agent) else {
                throw StoreError.refused(.vaultUnreachable)
            }
            return agent
        case .pool:
            let worker = dispatcher.readyWorker(
                for: source.configuration.kind, of: tenant, storingIn: [vault, target])
            guard let worker else { throw StoreError.refused(.noAgent) }
            return worker
        }
    }
}
