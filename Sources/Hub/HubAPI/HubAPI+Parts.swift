package import Host
package import HubCore

extension HubAPI {
    /// What the API stands on.
    package struct Parts: Sendable {
        let setupState: SetupState
        let signIn: SignIn
        let sessions: SessionOffice
        let tenants: TenantDirectory
        let tenantOffice: TenantOffice
        let tokens: TokenOffice
        let enrolmentTokens: EnrolmentTokens
        let announcements: Announcements
        let fleet: Fleet
        let runs: RunDesk
        let runFeed: RunFeed
        let snapshots: SnapshotDesk
        let browser: SnapshotBrowser
        let keeping: Keeping
        let downloads: Downloads
        let drills: DrillDesk
        let protection: Protection
        let clock: WallClock

        package init(
            setupState: SetupState, signIn: SignIn, sessions: SessionOffice,
            tenants: TenantDirectory, tenantOffice: TenantOffice, tokens: TokenOffice,
            enrolmentTokens: EnrolmentTokens,
            announcements: Announcements, fleet: Fleet, protection: Protection, runs: RunDesk,
            runFeed: RunFeed, snapshots: SnapshotDesk, browser: SnapshotBrowser,
            downloads: Downloads, drills: DrillDesk, keeping: Keeping,
            clock: WallClock
        ) {
            self.setupState = setupState
            self.signIn = signIn
            self.sessions = sessions
            self.tenants = tenants
            self.tenantOffice = tenantOffice
            self.tokens = tokens
            self.enrolmentTokens = enrolmentTokens
            self.announcements = announcements
            self.fleet = fleet
            self.runs = runs
            self.runFeed = runFeed
            self.snapshots = snapshots
            self.browser = browser
            self.keeping = keeping
            self.downloads = downloads
            self.drills = drills
            self.protection = protection
            self.clock = clock
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
