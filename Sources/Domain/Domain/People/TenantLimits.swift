/// How much one tenant may have: more than anybody needs, and so little that no tenant takes a hub
/// from the others. The one table of it; what is beyond is refused (`too_many`) when it is made.
package struct TenantLimits: Hashable, Sendable {
    package enum Thing: String, Hashable, Sendable, CaseIterable {
        case agents, sources, schedules, vaults, keys, members
        /// Vaults on the hub's own disk: each of them is a folder there.
        case hostedVaults = "hosted_vaults"
        case apiTokens = "api_tokens"
        /// One-time tokens that can still be used: for machines, and for people who are invited.
        case oneTimeTokens = "one_time_tokens"
    }

    private var counts: [Thing: Int]

    package subscript(thing: Thing) -> Int {
        get { counts[thing] ?? 0 }
        set { counts[thing] = newValue }
    }

    /// Ten times the fleet that a hub is made for.
    package static let standard = TenantLimits(counts: [
        .agents: 100_000, .sources: 200_000, .schedules: 1_000_000, .vaults: 100_000,
        .hostedVaults: hostedVaultsDefault, .keys: 10_000, .members: 10_000, .apiTokens: 500,
        .oneTimeTokens: 10_000,
    ])

    package static let hostedVaultsDefault = 1000
    /// Of what goes on at a moment, a quarter of what a hub has for all: streams of what happens to
    /// runs, and downloads or restores that it carries.
    package static let listenersMax = 500
    package static let relaysMax = 16
}

/// How many of something a tenant has, and may have.
package struct TenantRoom: Hashable, Sendable {
    package let thing: TenantLimits.Thing
    package let count: Int
    package let most: Int

    package init(_ thing: TenantLimits.Thing, count: Int, most: Int) {
        self.thing = thing
        self.count = count
        self.most = most
    }
}
