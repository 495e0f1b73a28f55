internal import Host
internal import HubCore
internal import Store

/// Who may come in, and how they are looked after.
struct PeopleParts {
    let setupState: SetupState
    let firstRun: FirstRun
    let signIn: SignIn
    let sessions: SessionOffice
    let tenants: TenantDirectory
    let tokens: TokenOffice
    let enrolmentTokens: EnrolmentTokens
    let tenantOffice: TenantOffice
    let people: People
    let ownProfile: OwnProfile

    init(store: any Store, clock: WallClock, ids: IDSource) {
        let passwords = PasswordDesk()
        setupState = SetupState(store: store)
        sessions = SessionOffice(store: store, clock: clock, ids: ids)
        signIn = SignIn(
            users: store, audit: store, sessions: sessions, passwords: passwords, clock: clock)
        firstRun = FirstRun(
            store: store, sessions: sessions, passwords: passwords, clock: clock, ids: ids)
        tenants = TenantDirectory(store: store)
        tokens = TokenOffice(store: store, clock: clock, ids: ids)
        enrolmentTokens = EnrolmentTokens(store: store, clock: clock, ids: ids)
        tenantOffice = TenantOffice(store: store, clock: clock, ids: ids)
        people = People(store: store, passwords: passwords, clock: clock, ids: ids)
        ownProfile = OwnProfile(store: store, passwords: passwords, clock: clock)
    }
}
