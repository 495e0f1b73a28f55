package import Domain
package import Values

/// Which runs are wanted; an empty filter wants all.
package struct RunFilter: Hashable, Sendable {
    package var states: Set<RunState>
    package var kinds: Set<RunKind>
    package var source: ID<Source>?
    package var vault: ID<KnownVault>?
    package var agent: ID<Agent>?
    package var schedule: ID<Schedule>?
    /// When they were created.
    package var since: Timestamp?
    package var until: Timestamp?

    package init(
        states: Set<RunState> = [], kinds: Set<RunKind> = [], source: ID<Source>? = nil,
        vault: ID<KnownVault>? = nil, agent: ID<Agent>? = nil, schedule: ID<Schedule>? = nil,
        since: Timestamp? = nil, until: Timestamp? = nil
    ) {
        self.states = states
        self.kinds = kinds
        self.source = source
        self.vault = vault
        self.agent = agent
        self.schedule = schedule
        self.since = since
        self.until = until
    }
}
