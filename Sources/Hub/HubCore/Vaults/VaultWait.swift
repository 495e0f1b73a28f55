internal import Domain
internal import Store

/// What a vault that is not made yet waits for: as `RunDesk` chooses who makes it.
package enum VaultWait: String, Hashable, Sendable, CaseIterable {
    /// Its owner, else its keeper, and for nobody else.
    case agent
    /// An agent or a worker that backs up what stores in it.
    case source
    /// Nobody comes by itself: it has no owner and no keeper, and no source stores in it.
    case keeper
}

extension Vaults {
    /// Nil for one that is there, or could not be made.
    func wait(of vault: KnownVault) async throws -> VaultWait? {
        guard vault.readiness == .new else { return nil }
        guard vault.owner == nil, vault.keeper == nil else { return .agent }
        let storing = try await store.sources(
            of: vault.tenant, matching: SourceFilter(vault: vault.id), PageRequest(limit: 1))
        return storing.items.isEmpty ? .keeper : .source
    }
}
