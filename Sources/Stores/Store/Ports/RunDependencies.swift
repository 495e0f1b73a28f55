package import Domain
package import Values

/// What runs that wait depend on.
package struct RunDependencies: Sendable {
    package struct SourceFacts: Hashable, Sendable {
        package let tenant: ID<Tenant>
        package let isEnabled: Bool
        package let retry: SourceRetry

        package init(tenant: ID<Tenant>, isEnabled: Bool, retry: SourceRetry) {
            self.tenant = tenant
            self.isEnabled = isEnabled
            self.retry = retry
        }
    }

    package let sources: [ID<Source>: SourceFacts]
    package let readiness: [ID<KnownVault>: KnownVault.Readiness]
    package let isHubFrozen: Bool

    package init(
        sources: [ID<Source>: SourceFacts],
        readiness: [ID<KnownVault>: KnownVault.Readiness], isHubFrozen: Bool
    ) {
        self.sources = sources
        self.readiness = readiness
        self.isHubFrozen = isHubFrozen
    }
}
