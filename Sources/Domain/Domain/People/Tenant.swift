package import Values

/// The boundary nothing crosses: people, agents, sources, vaults and keys belong to one tenant.
package struct Tenant: Hashable, Sendable {
    package let id: ID<Tenant>
    /// Short and unique on the hub, as in addresses and on the command line.
    package var name: String
    package var displayName: String
    package let created: Timestamp

    package init(id: ID<Tenant>, name: String, displayName: String, created: Timestamp) {
        self.id = id
        self.name = name
        self.displayName = displayName
        self.created = created
    }

    /// The one tenant of a hub that protects a single household or machine.
    package static let defaultName = "default"
}
