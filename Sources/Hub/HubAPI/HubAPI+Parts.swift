package import Host
package import HubCore
package import Store

extension HubAPI {
    /// What the API stands on.
    package struct Parts: Sendable {
        let setupState: SetupState
        let signIn: SignIn
        let sessions: SessionOffice
        let tenants: TenantDirectory
        let tenantOffice: TenantOffice
        let people: People
        let ownProfile: OwnProfile
        let tokens: TokenOffice
        let enrolmentTokens: EnrolmentTokens
        let announcements: Announcements
        let fleet: Fleet
        let fleetWork: FleetWork
        let runs: RunDesk
        let runFeed: RunFeed
        let snapshots: SnapshotDesk
        let browser: SnapshotBrowser
        let keeping: Keeping
        let downloads: Downloads
        let drills: DrillDesk
        let protection: Protection
        let readings: Readings
        let clock: WallClock

        package init(
            setupState: SetupState, signIn: SignIn, sessions: SessionOffice,
            tenants: TenantDirectory, tenantOffice: TenantOffice, people: People,
            ownProfile: OwnProfile, tokens: TokenOffice, enrolmentTokens: EnrolmentTokens,
            announcements: Announcements, fleet: Fleet, fleetWork: FleetWork,
            protection: Protection, runs: RunDesk, runFeed: RunFeed, snapshots: SnapshotDesk,
            browser: SnapshotBrowser,
            downloads: Downloads, drills: DrillDesk, keeping: Keeping,
            readings: Readings, clock: WallClock
        ) {
            self.setupState = setupState
            self.signIn = signIn
            self.sessions = sessions
            self.tenants = tenants
            self.tenantOffice = tenantOffice
            self.people = people
            self.ownProfile = ownProfile
            self.tokens = tokens
            self.enrolmentTokens = enrolmentTokens
            self.announcements = announcements
            self.fleet = fleet
            self.fleetWork = fleetWork
            self.runs = runs
            self.runFeed = runFeed
            self.snapshots = snapshots
            self.browser = browser
            self.keeping = keeping
            self.downloads = downloads
            self.drills = drills
            self.protection = protection
            self.readings = readings
            self.clock = clock
        }
    }

    /// What is told as the store has it.
    package struct Readings: Sendable {
        let members: any MembershipStore
        let audit: any AuditStore
        let overviews: any OverviewStore

        package init(_ store: any MembershipStore & AuditStore & OverviewStore) {
            members = store
            audit = store
            overviews = store
        }
    }

    /// What knows what the hub does by itself.
    package struct Keeping: Sendable {
        let retention: RetentionDesk
        let alerts: AlertDesk
        let deletions: DeletionDesk
        let frozen: FrozenHub

        package init(
            retention: RetentionDesk, alerts: AlertDesk, deletions: DeletionDesk,
            frozen: FrozenHub
        ) {
            self.frozen = frozen
            self.retention = retention
            self.alerts = alerts
            self.deletions = deletions
        }
    }

    /// What knows what is protected, where and when.
    package struct Protection: Sendable {
        let keys: Keys
        let secrets: SecretList
        let vaults: Vaults
        let sources: Sources
        let schedules: Schedules
        let connections: Connections
        let configurations: Configurations
        let hostHooks: HostHooks
        let zones: ZoneBook

        package init(
            keys: Keys, secrets: SecretList, vaults: Vaults, sources: Sources,
            schedules: Schedules, connections: Connections, configurations: Configurations,
            hostHooks: HostHooks, zones: ZoneBook
        ) {
            self.hostHooks = hostHooks
            self.zones = zones
            self.keys = keys
            self.secrets = secrets
            self.vaults = vaults
            self.sources = sources
            self.schedules = schedules
            self.connections = connections
            self.configurations = configurations
        }
    }
}
