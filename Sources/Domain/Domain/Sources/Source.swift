package import Values

/// What to protect: where it is, how it is read, and the vaults it goes to.
package struct Source: Hashable, Sendable {
    package let id: ID<Source>
    package let tenant: ID<Tenant>
    package var name: String
    package var place: SourcePlace
    package var configuration: SourceConfiguration
    /// In the order in which people named them; one read feeds them all.
    package var vaults: [ID<KnownVault>]
    package var retention: SourceRetention
    package var retry: SourceRetry
    package var overlap: OverlapPolicy
    package var issueRule: IssueRule
    package var hooks: Hooks
    package var isEnabled: Bool
    package let created: Timestamp

    package init(
        id: ID<Source>, tenant: ID<Tenant>, name: String, place: SourcePlace,
        configuration: SourceConfiguration, vaults: [ID<KnownVault>],
        retention: SourceRetention = SourceRetention(), retry: SourceRetry = SourceRetry(),
        overlap: OverlapPolicy = .reject, issueRule: IssueRule = .warn, hooks: Hooks = Hooks(),
        isEnabled: Bool = true, created: Timestamp
    ) {
        self.id = id
        self.tenant = tenant
        self.name = name
        self.place = place
        self.configuration = configuration
        self.vaults = vaults
        self.retention = retention
        self.retry = retry
        self.overlap = overlap
        self.issueRule = issueRule
        self.hooks = hooks
        self.isEnabled = isEnabled
        self.created = created
    }
}

/// Who reads a source, and so who fires it.
package enum SourcePlace: Hashable, Sendable {
    /// The machine it lies on.
    case agent(ID<Agent>)
    /// Any worker of the tenant, or a shared one, that can read sources of its kind.
    case pool
}

/// The commands around a backup. Only admins change them, and the agent's policy has the last word.
package struct Hooks: Hashable, Sendable {
    /// When it fails, nothing is backed up.
    package var before: String?
    /// Always runs, told how the run went.
    package var after: String?
    package var timeLimit: Duration

    package init(
        before: String? = nil, after: String? = nil, timeLimit: Duration = .seconds(3600)
    ) {
        self.before = before
        self.after = after
        self.timeLimit = timeLimit
    }

    package var isEmpty: Bool { before == nil && after == nil }
}
