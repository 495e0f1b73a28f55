import Testing
import Values

@testable import Domain

@Suite struct PermissionTests {
    /// The whole matrix, written a second time: o owner, a admin, p operator, v viewer, h hub
    /// administrator who is a member of nothing, s somebody signed in who is nothing.
    private static let matrix: [(Permission, String)] = [
        (.viewOwnProfile, "oapvhs"), (.editOwnProfile, "oapvhs"), (.endOwnSessions, "oapvhs"),
        (.viewTenant, "oapv"), (.viewMembers, "oap"), (.manageMembers, "oa"),
        (.manageOwners, "o"), (.viewAudit, "oa"), (.editTenant, "o"),
        (.viewHub, "h"), (.viewHubAudit, "h"), (.manageTenants, "h"),
        (.manageHubAdministrators, "h"), (.manageHubSettings, "h"), (.manageKeyring, "h"),
        (.manageSharedWorkers, "h"), (.manageHubBackup, "h"),
        (.viewAgents, "oapv"), (.viewSources, "oapv"), (.viewVaults, "oapv"),
        (.viewSchedules, "oapv"), (.viewRuns, "oapv"), (.viewSnapshots, "oapv"),
        (.viewAlerts, "oapv"),
        (.browseSnapshots, "oap"), (.startRuns, "oap"), (.cancelRuns, "oap"),
        (.pauseSchedules, "oap"), (.pinSnapshots, "oap"), (.acknowledgeAlerts, "oap"),
        (.testConnections, "oap"), (.restore, "oap"), (.startDrills, "oap"),
        (.enrolAgents, "oa"), (.manageAgents, "oa"), (.updateAgents, "oa"),
        (.manageSources, "oa"), (.manageHooks, "oa"), (.manageVaults, "oa"),
        (.manageSchedules, "oa"), (.manageRetention, "oa"), (.startMaintenance, "oa"),
        (.deleteSnapshots, "oa"), (.holdSnapshots, "oa"), (.restoreElsewhere, "oa"),
        (.download, "oa"), (.manageTokens, "oa"),
        (.wipeVaults, "o"), (.releaseHolds, "o"), (.exportKeys, "o"),
    ]

    private static let people: [(Character, Role?, Bool)] = [
        ("o", .owner, false), ("a", .admin, false), ("p", .operator, false),
        ("v", .viewer, false), ("h", nil, true), ("s", nil, false),
    ]

    private let tenant: ID<Tenant> = ID(UUID(high: 1, low: 1))
    private let other: ID<Tenant> = ID(UUID(high: 2, low: 2))

    private func authority(
        _ role: Role?, isHubAdministrator: Bool, disabled: Bool = false
    ) -> Authority {
        let user = User(
            id: ID(UUID(high: 9, low: 9)), login: "ann", displayName: "Ann",
            created: Timestamp(milliseconds: 0),
            disabled: disabled ? Timestamp(milliseconds: 1) : nil)
        return Authority(
            user: user, roles: role.map { [tenant: $0] } ?? [:],
            isHubAdministrator: isHubAdministrator)
    }

    @Test func theMatrixIsComplete() {
        #expect(Set(Self.matrix.map(\.0)) == Set(Permission.allCases))
        #expect(Self.matrix.count == Permission.allCases.count)
    }

    @Test(arguments: matrix, people)
    func everyRoleMayWhatTheMatrixSaysAndNothingElse(
        row: (Permission, String), person: (Character, Role?, Bool)
    ) {
        let (permission, allowed) = row
        let (letter, role, isHubAdministrator) = person
        let authority = authority(role, isHubAdministrator: isHubAdministrator)
        #expect(authority.allows(permission, in: tenant) == allowed.contains(letter))
        // Another tenant's things, and a tenant's question asked about none.
        let isTenantWide = permission.rawValue.hasPrefix("tenant.")
        for elsewhere in [other, nil] {
            #expect(
                authority.allows(permission, in: elsewhere)
                    == (allowed.contains(letter) && !isTenantWide))
        }
        let disabled = self.authority(
            role, isHubAdministrator: isHubAdministrator, disabled: true)
        #expect(!disabled.allows(permission, in: tenant))
    }

    @Test(arguments: [
        (Role.owner, "oapv"), (.admin, "apv"), (.operator, "apv"), (.viewer, "apv"),
    ])
    func ownersAreManagedByOwnersAlone(role: Role, manageable: String) {
        let letters: [Role: Character] = [.owner: "o", .admin: "a", .operator: "p", .viewer: "v"]
        let authority = authority(role, isHubAdministrator: true)
        let mayManageAnybody = role == .owner || role == .admin
        for (other, letter) in letters {
            #expect(
                authority.mayManage(other, in: tenant)
                    == (mayManageAnybody && manageable.contains(letter)))
        }
    }

    @Test func rolesFailClosed() {
        let nobody: Role? = nil
        #expect(nobody.includes(.viewer) == false)
        #expect(Role(rawValue: "root") == nil)
        #expect(Role.allCases.allSatisfy { Role.owner.includes($0) })
        #expect(Role.allCases.filter { $0.includes(.owner) } == [.owner])
        #expect(Role.allCases.filter { Role.viewer.includes($0) } == [.viewer])
    }
}
