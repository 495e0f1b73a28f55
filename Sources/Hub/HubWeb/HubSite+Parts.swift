package import Host
package import HubCore
package import Store

extension HubSite {
    /// What the site stands on.
    package struct Parts: Sendable {
        package var setupState: SetupState
        package var firstRun: FirstRun
        package var signIn: SignIn
        package var sessions: SessionOffice
        package var tenants: TenantDirectory
        package var tokens: TokenOffice
        package var enrolmentTokens: EnrolmentTokens
        package var announcements: Announcements
        package var fleet: Fleet
        package var fleetWork: FleetWork
        package var hostHooks: HostHooks
        package var secrets: SecretList
        package var configurations: Configurations
        package var keys: Keys
        package var vaults: Vaults
        package var sources: Sources
        package var schedules: Schedules
        package var connections: Connections
        package var zones: ZoneBook
        package var runs: RunDesk
        package var runFeed: RunFeed
        package var snapshots: SnapshotDesk
        package var browser: SnapshotBrowser
        package var downloads: Downloads
        package var drills: DrillDesk
        package var retention: RetentionDesk
        package var deletions: DeletionDesk
        package var alerts: AlertDesk
        package var frozen: FrozenHub
        package var tenantOffice: TenantOffice
        package var people: People
        package var ownProfile: OwnProfile
        package var members: any MembershipStore
        package var audit: any AuditStore
        package var overviews: any OverviewStore
        package var facts: HubFacts
        package var clock: WallClock

        package init(
            setupState: SetupState, firstRun: FirstRun, signIn: SignIn, sessions: SessionOffice,
            tenants: TenantDirectory, tokens: TokenOffice, enrolmentTokens: EnrolmentTokens,
            announcements: Announcements, fleet: Fleet, fleetWork: FleetWork, hostHooks: HostHooks,
            secrets: SecretList,
            configurations: Configurations, keys: Keys, vaults: Vaults, sources: Sources,
            schedules: Schedules, connections: Connections, zones: ZoneBook, runs: RunDesk,
            runFeed: RunFeed, snapshots: SnapshotDesk, browser: SnapshotBrowser,
            downloads: Downloads, drills: DrillDesk,
            retention: RetentionDesk, deletions: DeletionDesk, alerts: AlertDesk,
            frozen: FrozenHub,
            tenantOffice: TenantOffice, people: People, ownProfile: OwnProfile,
            members: any MembershipStore, audit: any AuditStore,
            overviews: any OverviewStore, facts: HubFacts,
            clock: WallClock
        ) {
            self.setupState = setupState
            self.firstRun = firstRun
            self.signIn = signIn
            self.sessions = sessions
            self.tenants = tenants
            self.tokens = tokens
            self.enrolmentTokens = enrolmentTokens
            self.announcements = announcements
            self.fleet = fleet
            self.fleetWork = fleetWork
            self.hostHooks = hostHooks
            self.secrets = secrets
            self.configurations = configurations
            self.keys = keys
            self.vaults = vaults
            self.sources = sources
            self.schedules = schedules
            self.connections = connections
            self.zones = zones
            self.runs = runs
            self.runFeed = runFeed
            self.snapshots = snapshots
            self.browser = browser
            self.downloads = downloads
            self.drills = drills
            self.retention = retention
            self.deletions = deletions
            self.alerts = alerts
            self.frozen = frozen
            self.tenantOffice = tenantOffice
            self.people = people
            self.ownProfile = ownProfile
            self.members = members
            self.audit = audit
            self.overviews = overviews
            self.facts = facts
            self.clock = clock
        }

        var firstBackup: FirstBackup {
            FirstBackup(
                vaults: vaults, sources: sources, schedules: schedules, runs: runs, fleet: fleet)
        }

        var outlook: Outlook { Outlook(zones: zones, clock: clock) }
    }
}
