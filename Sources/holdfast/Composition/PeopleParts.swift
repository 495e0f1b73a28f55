internal import Host
internal import HubCore
internal import Store
internal import Telemetry

/// Who may come in, and how they are looked after.
struct PeopleParts {
    let setupState: SetupState
    let firstRun: FirstRun
    let signIn: SignIn
    let sessions: SessionOffice
    let tenants: TenantDirectory
    let tokens: TokenOffice
    let enrolment: Enrolment
    let enrolmentTokens: EnrolmentTokens
    let tenantOffice: TenantOffice
    let people: People
    let ownProfile: OwnProfile

    init(
        store: any Store, key: HubKey, links: any AgentLinks, _ protection: ProtectionParts,
        _ runs: RunParts, clock: WallClock, ids: IDSource, _ log: Logger
    ) {
        let passwords = PasswordDesk()
        setupState = SetupState(store: store)
        sessions = SessionOffice(store: store, clock: clock, ids: ids)
        signIn = SignIn(
            users: store, audit: store, sessions: sessions, passwords: passwords, clock: clock)
        firstRun = FirstRun(
            store: store, sessions: sessions, passwords: passwords, clock: clock, ids: ids)
        tenants = TenantDirectory(store: store)
        tokens = TokenOffice(store: store, clock: clock, ids: ids)
        let newcomers = Newcomers(
            vaults: protection.vaults, sources: protection.sources,
            schedules: protection.schedules, runs: runs.desk, log: log)
        enrolment = Enrolment(
            store: store, hub: key, links: links, clock: clock, ids: ids, newcomers: newcomers)
        enrolmentTokens = EnrolmentTokens(
            store: store, clock: clock, ids: ids, newcomers: newcomers)
        tenantOffice = TenantOffice(store: store, clock: clock, ids: ids)
        people = People(store: store, passwords: passwords, clock: clock, ids: ids)
        ownProfile = OwnProfile(store: store, passwords: passwords, clock: clock)
    }
}
