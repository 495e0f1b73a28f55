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

    // The hub
    case viewHub = "hub.view"
    case viewHubAudit = "hub.audit.view"
    case manageTenants = "hub.tenants.manage"
    case manageHubAdministrators = "hub.administrators.manage"
    case manageHubSettings = "hub.settings.manage"
    case manageKeyring = "hub.keyring.manage"

    /// The role matrix: who may do what.
    package var requirement: Requirement {
        switch self {
        case .viewOwnProfile, .editOwnProfile, .endOwnSessions: .signedIn

        case .viewTenant: .role(.viewer)
        case .viewMembers: .role(.operator)
        case .manageMembers, .viewAudit: .role(.admin)
        case .manageOwners, .editTenant: .role(.owner)

        case .viewHub, .viewHubAudit, .manageTenants, .manageHubAdministrators,
            .manageHubSettings, .manageKeyring:
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
