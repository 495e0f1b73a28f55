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
        package var members: any MembershipStore
        package var audit: any AuditStore
        package var facts: HubFacts
        package var clock: WallClock

        package init(
            setupState: SetupState, firstRun: FirstRun, signIn: SignIn, sessions: SessionOffice,
            tenants: TenantDirectory, tokens: TokenOffice, enrolmentTokens: EnrolmentTokens,
            announcements: Announcements, fleet: Fleet, members: any MembershipStore,
            audit: any AuditStore, facts: HubFacts, clock: WallClock
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
            self.members = members
            self.audit = audit
            self.facts = facts
            self.clock = clock
        }
    }
}
