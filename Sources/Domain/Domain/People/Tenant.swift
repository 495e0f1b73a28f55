package import Values

/// The boundary nothing crosses: people, agents, sources, vaults and keys belong to one tenant.
package struct Tenant: Hashable, Sendable {
    package let id: ID<Tenant>
    /// Short and unique on the hub, as in addresses and on the command line.
    package var name: String
    package var displayName: String
    package let created: Timestamp
    /// For how long runs that have ended are kept, with everything that happened to them.
    package var historyDays: Int

    package init(
        id: ID<Tenant>, name: String, displayName: String, created: Timestamp,
        historyDays: Int = historyDaysDefault
    ) {
        self.id = id
        self.name = name
        self.displayName = displayName
        self.created = created
        self.historyDays = historyDays
    }

    package static let historyDaysDefault = 180

    /// Runs that ended before this are history no longer.
    package func historyBegin(at now: Timestamp) -> Timestamp {
        now - .seconds(Int64(historyDays) * 86_400)
    }

    /// The one tenant of a hub that protects a single household or machine.
    package static let defaultName = "default"
}
