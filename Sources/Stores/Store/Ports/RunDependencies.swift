package import Domain
package import Values

/// What runs that wait depend on.
package struct RunDependencies: Sendable {
    package struct SourceFacts: Hashable, Sendable {
        package let tenant: ID<Tenant>
        package let kind: SourceKind
        package let isEnabled: Bool
        package let retry: SourceRetry

        package init(tenant: ID<Tenant>, kind: SourceKind, isEnabled: Bool, retry: SourceRetry) {
            self.tenant = tenant
            self.kind = kind
            self.isEnabled = isEnabled
            self.retry = retry
        }
    }

    package let sources: [ID<Source>: SourceFacts]
    package let readiness: [ID<KnownVault>: KnownVault.Readiness]
    /// Of those vaults of which it was asked.
    package let reach: [ID<KnownVault>: VaultReach]
    package let isHubFrozen: Bool

    package init(
        sources: [ID<Source>: SourceFacts],
        readiness: [ID<KnownVault>: KnownVault.Readiness],
        reach: [ID<KnownVault>: VaultReach], isHubFrozen: Bool
    ) {
        self.sources = sources
        self.readiness = readiness
        self.reach = reach
        self.isHubFrozen = isHubFrozen
    }
}
