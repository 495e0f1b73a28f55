package import Host
package import HubCore

extension HubAPI {
    /// What the API stands on.
    package struct Parts: Sendable {
        let setupState: SetupState
        let signIn: SignIn
        let sessions: SessionOffice
        let tenants: TenantDirectory
        let tokens: TokenOffice
        let enrolmentTokens: EnrolmentTokens
        let announcements: Announcements
        let fleet: Fleet
        let runs: RunDesk
        let runFeed: RunFeed
        let snapshots: SnapshotDesk
        let clock: WallClock

        package init(
            setupState: SetupState, signIn: SignIn, sessions: SessionOffice,
            tenants: TenantDirectory, tokens: TokenOffice, enrolmentTokens: EnrolmentTokens,
            announcements: Announcements, fleet: Fleet, runs: RunDesk,
            runFeed: RunFeed, snapshots: SnapshotDesk, clock: WallClock
        ) {
            self.setupState = setupState
            self.signIn = signIn
            self.sessions = sessions
            self.tenants = tenants
            self.tokens = tokens
            self.enrolmentTokens = enrolmentTokens
            self.announcements = announcements
            self.fleet = fleet
            self.runs = runs
            self.runFeed = runFeed
            self.snapshots = snapshots
            self.clock = clock
        }
    }
}
