package import Domain
internal import Store
package import Values

/// What came of asking for several runs at once: one that is refused keeps nobody else from its
/// own.
package struct SeveralRuns<Thing: Sendable>: Sendable {
    /// A thing for which a rule said no.
    package struct Refused: Hashable, Sendable {
        package let thing: ID<Thing>
        package let refusal: Refusal
    }

    package private(set) var begun: [Run] = []
    package private(set) var refused: [Refused] = []

    /// Asks for one more. What went meanwhile has nothing that could be done.
    fileprivate mutating func begin(
        _ thing: ID<Thing>, _ start: () async throws -> Run
    ) async throws {
        do {
            begun.append(try await start())
        } catch let error as StoreError {
            if error.kind == .notFound { return }
            guard let refusal = error.refusal else { throw error }
            refused.append(Refused(thing: thing, refusal: refusal))
        }
    }
}

extension RunDesk {
    /// Begins a backup of each.
    package func backUp(
        _ sources: [ID<Source>], of tenant: ID<Tenant>, priority: RunPriority = .normal,
        by requester: Requester
    ) async throws -> SeveralRuns<Source> {
        var runs = SeveralRuns<Source>()
        for source in sources {
            try await runs.begin(source) {
                try await backUp(source, of: tenant, priority: priority, by: requester)
            }
        }
        return runs
    }

    /// Takes away what the keep rules of one source let go, in each vault where it has snapshots
    /// by them. Throws `notFound` for the source.
    package func forget(
        _ id: ID<Source>, of tenant: ID<Tenant>, by requester: Requester
    ) async throws -> SeveralRuns<KnownVault> {
        guard let source = try await store.source(id, of: tenant)?.item else {
            throw StoreError.notFound("source")
        }
        var vaults: [ID<KnownVault>] = []
        for vault in source.vaults {
            let copies = try await store.vault(vault, of: tenant)?.item.copies ?? []
            for one in [vault] + copies.map(\.target) where !vaults.contains(one) {
                vaults.append(one)
            }
        }
        return try await forget(in: vaults, of: tenant, source: id, by: requester)
    }

    /// The same for every source of the tenant, in all its vaults that are there.
    package func forgetEverywhere(
        of tenant: ID<Tenant>, by requester: Requester
    ) async throws -> SeveralRuns<KnownVault> {
        var vaults: [ID<KnownVault>] = []
        var after: Cursor? = .start
        while let start = after {
            let page = try await store.vaults(
                of: tenant, matching: VaultFilter(),
                PageRequest(after: start, limit: PageRequest.limitMax))
            vaults += page.items.map(\.item).filter { $0.readiness == .ready }.map(\.id)
            after = page.next
        }
        return try await forget(in: vaults, of: tenant, by: requester)
    }

    private func forget(
        in vaults: [ID<KnownVault>], of tenant: ID<Tenant>, source: ID<Source>? = nil,
        by requester: Requester
    ) async throws -> SeveralRuns<KnownVault> {
        var runs = SeveralRuns<KnownVault>()
        for vault in vaults {
            try await runs.begin(vault) {
                try await lookAfter(vault, of: tenant, .forget, source: source, by: requester)
            }
        }
        return runs
    }
}
