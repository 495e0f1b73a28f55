/// Everything that is asked about before it is done. Routes, pages and commands name one of these,
/// and `requirement` is the one table that says who has it.
package enum Permission: String, Hashable, Sendable, CaseIterable {
    // A person's own things
    case viewOwnProfile = "profile.view"
    case editOwnProfile = "profile.edit"
    case endOwnSessions = "profile.sessions.end"

    // One tenant
    case viewTenant = "tenant.view"
    case viewMembers = "tenant.members.view"
    case manageMembers = "tenant.members.manage"
    case manageOwners = "tenant.owners.manage"
    case viewAudit = "tenant.audit.view"
    case editTenant = "tenant.edit"

    // What a tenant protects: to be seen
    case viewAgents = "tenant.agents.view"
    case viewSources = "tenant.sources.view"
    case viewVaults = "tenant.vaults.view"
    case viewSchedules = "tenant.schedules.view"
    case viewRuns = "tenant.runs.view"
    case viewSnapshots = "tenant.snapshots.view"
    case viewAlerts = "tenant.alerts.view"

    // The daily work
    /// Names of files may tell as much as files do.
    case browseSnapshots = "tenant.snapshots.browse"
    case startRuns = "tenant.runs.start"
    case cancelRuns = "tenant.runs.cancel"
    case pauseSchedules = "tenant.schedules.pause"
    case pinSnapshots = "tenant.snapshots.pin"
    case acknowledgeAlerts = "tenant.alerts.acknowledge"
    case testConnections = "tenant.connections.test"
    /// Restores to the host a snapshot is of.
    case restore = "tenant.restore"
    case startDrills = "tenant.drills.start"

    // Decisions
    case enrolAgents = "tenant.agents.enrol"
    case manageAgents = "tenant.agents.manage"
    case updateAgents = "tenant.agents.update"
    case manageSources = "tenant.sources.manage"
    /// Commands that run as root somewhere.
    case manageHooks = "tenant.hooks.manage"
    case manageVaults = "tenant.vaults.manage"
    case manageSchedules = "tenant.schedules.manage"
    case manageRetention = "tenant.retention.manage"
    /// Forget, prune and unlock by hand.
    case startMaintenance = "tenant.maintenance.start"
    case deleteSnapshots = "tenant.snapshots.delete"
    case holdSnapshots = "tenant.snapshots.hold"
    /// To another host than the one a snapshot is of.
    case restoreElsewhere = "tenant.restore.elsewhere"
    /// Files leave the tenant's machines.
    case download = "tenant.download"
    case manageTokens = "tenant.tokens.manage"

    // What cannot be taken back
    case wipeVaults = "tenant.vaults.wipe"
    case releaseHolds = "tenant.holds.release"
    case exportKeys = "tenant.keys.export"

    // The hub
    case viewHub = "hub.view"
    case viewHubAudit = "hub.audit.view"
    case manageTenants = "hub.tenants.manage"
    case manageHubAdministrators = "hub.administrators.manage"
    case manageHubSettings = "hub.settings.manage"
    case manageKeyring = "hub.keyring.manage"
    case manageSharedWorkers = "hub.workers.manage"
    /// The hub's own backup, its restore, and the end of being frozen.
    case manageHubBackup = "hub.backup.manage"

    /// The role matrix: who may do what.
    package var requirement: Requirement {
        switch self {
        case .viewOwnProfile, .editOwnProfile, .endOwnSessions: .signedIn

        case .viewTenant: .role(.viewer)
        case .viewMembers: .role(.operator)
        case .manageMembers, .viewAudit: .role(.admin)
        case .manageOwners, .editTenant: .role(.owner)

        case .viewAgents, .viewSources, .viewVaults, .viewSchedules, .viewRuns, .viewSnapshots,
            .viewAlerts:
            .role(.viewer)
        case .browseSnapshots, .startRuns, .cancelRuns, .pauseSchedules, .pinSnapshots,
            .acknowledgeAlerts, .testConnections, .restore, .startDrills:
            .role(.operator)
        case .enrolAgents, .manageAgents, .updateAgents, .manageSources, .manageHooks,
            .manageVaults, .manageSchedules, .manageRetention, .startMaintenance,
            .deleteSnapshots, .holdSnapshots, .restoreElsewhere, .download, .manageTokens:
            .role(.admin)
        case .wipeVaults, .releaseHolds, .exportKeys: .role(.owner)

        case .viewHub, .viewHubAudit, .manageTenants, .manageHubAdministrators,
            .manageHubSettings, .manageKeyring, .manageSharedWorkers, .manageHubBackup:
            .hubAdministrator
        }
    }
}

/// What somebody must be to have a permission.
package enum Requirement: Hashable, Sendable {
    /// Anybody who is signed in and not disabled.
    case signedIn
    /// A member of the tenant in question with at least this role.
    case role(Role)
    /// On the hub's own list, which gives no right to any tenant's data.
    case hubAdministrator
}
