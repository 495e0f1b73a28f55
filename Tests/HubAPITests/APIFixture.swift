import AgentProtocol
import Cryptography
import Domain
import HTTPServer
import Host
import HubAPI
import HubCore
import HubDoor
import JSON
import Store
import StoreSupport
import Telemetry
import TestSupport
import Values

/// The API of a hub that has one owner, served in memory.
struct APIFixture {
    let store: any Store
    let router: Router
    let description: JSON
    let owner: User
    let time: SettableTime
    let feed: RunFeed

    static let login = "mara@example.org"
    static let password = "a short sentence is good"

    static func with(
        isSetUp: Bool = true, _ body: (APIFixture) async throws -> Void
    ) async throws {
        try await StoreKind.memory.withStore { store in
            try await body(APIFixture(store: store, isSetUp: isSetUp))
        }
    }

    private init(store: any Store, isSetUp: Bool) async throws {
        self.store = store
        time = SettableTime()
        let clock = time.clock
        let ids = IDSource(clock: clock)
        let passwords = PasswordDesk(cost: PasswordCost(memoryKibibytes: 8, passes: 1))
        let sessions = SessionOffice(store: store, clock: clock, ids: ids)
        let firstRun = FirstRun(
            store: store, sessions: sessions, passwords: passwords, clock: clock, ids: ids)
        _ = try await firstRun.hub()
        let token = try await firstRun.issueToken()
        if isSetUp {
            let opened = try await firstRun.createOwner(
                Self.form, token: token, visitor: Visitor(address: "192.0.2.7", userAgent: ""))
            try await store.endSession(opened.session.id, audit: [])
        }
        owner = try await store.user(login: Self.login) ?? Sample.user("nobody")
        feed = RunFeed()
        let keyring = Keyring(created: clock.now)
        let key = try await HubKey.open(store, keyring: keyring, clock: clock, ids: ids)
        let protection = Self.protection(store, key, keyring, clock, ids)
        let configurations = Configurations(
            store: store, hub: key,
            secrets: SecretDesk(keyring: keyring, clock: clock, ids: ids), links: NoLinks(),
            clock: clock)
        let retention = RetentionDesk(
            store: store, cadences: CadenceBook(schedules: store, zones: ZoneBook()),
            links: NoLinks(), clock: clock)
        let dispatcher = RunDispatcher(
            store: store, links: NoLinks(),
            orders: ConfiguredOrders(
                configurations, store, clock: clock,
                forgetting: Forgetting(store: store, retention: retention, clock: clock)),
            feed: feed, clock: clock, log: Self.silent)
        let desk = RunDesk(
            store: store, feed: feed, dispatcher: dispatcher, clock: clock, ids: ids)
        let fleet = Fleet(store: store, links: NoLinks(), clock: clock)
        let browser = SnapshotBrowser(
            store: store, links: NoLinks(), configurations: configurations)
        let api = HubAPI(
            HubAPI.Parts(
                setupState: SetupState(store: store),
                signIn: SignIn(
                    users: store, audit: store, sessions: sessions, passwords: passwords,
                    clock: clock),
                sessions: sessions, tenants: TenantDirectory(store: store),
                tenantOffice: TenantOffice(store: store, clock: clock, ids: ids),
                people: People(store: store, passwords: passwords, clock: clock, ids: ids),
                ownProfile: OwnProfile(store: store, passwords: passwords, clock: clock),
                tokens: TokenOffice(store: store, clock: clock, ids: ids),
                enrolmentTokens: EnrolmentTokens(store: store, clock: clock, ids: ids),
                announcements: Announcements(store: store, hub: key, clock: clock, ids: ids),
                fleet: fleet, fleetWork: FleetWork(store: store, fleet: fleet, runs: desk),
                protection: protection, runs: desk, runFeed: feed,
                snapshots: SnapshotDesk(store: store, clock: clock, ids: ids),
                browser: browser,
                downloads: Downloads(
                    store: store, desk: desk, browser: browser, relays: RelayBoard(),
                    clock: clock, ids: ids), drills: DrillDesk(store: store),
                keeping: Self.keeping(store, retention, clock, ids),
                readings: HubAPI.Readings(store), clock: clock),
            version: "1.2.3")
        let table = RouteTable()
        api.addRoutes(to: Entrance(allowsPlainHTTP: false).routes(of: table.root))
        api.addDescription(to: table.root, of: table.descriptions)
        router = Router(
            table, log: Self.silent, problems: HubProblems.problem)
        description = try await Self.description(by: router)
    }

    private static func description(by router: Router) async throws -> JSON {
        let request = HTTPRequest(.get, "/api/v1/openapi.json")
        return try JSON(parsing: await router.respond(to: request).collect(limit: 1 << 20))
    }

    private static let form = FirstRun.Form(
        name: "Mara", login: login, password: password, language: .english)
    private static let silent = Logger(to: LogWriter(.text, to: -1), level: .error)

    private static func keeping(
        _ store: any Store, _ retention: RetentionDesk, _ clock: WallClock, _ ids: IDSource
    ) -> HubAPI.Keeping {
        HubAPI.Keeping(
            retention: retention, alerts: AlertDesk(store: store, clock: clock),
            deletions: DeletionDesk(store: store, clock: clock, ids: ids),
            frozen: FrozenHub(store: store, clock: clock))
    }

    private static func protection(
        _ store: any Store, _ key: HubKey, _ keyring: Keyring, _ clock: WallClock,
        _ ids: IDSource
    ) -> HubAPI.Protection {
        let secrets = SecretDesk(keyring: keyring, clock: clock, ids: ids)
        let configurations = Configurations(
            store: store, hub: key, secrets: secrets, links: NoLinks(), clock: clock)
        let zones = ZoneBook()
        return HubAPI.Protection(
            keys: Keys(store: store, secrets: secrets, clock: clock, ids: ids),
            secrets: SecretList(store: store),
            vaults: Vaults(
                store: store, secrets: secrets, zones: zones, configurations: configurations,
                clock: clock, ids: ids),
            sources: Sources(
                store: store, secrets: secrets, zones: zones, configurations: configurations,
                clock: clock, ids: ids),
            schedules: Schedules(
                store: store, zones: zones, configurations: configurations, clock: clock,
                ids: ids),
            connections: Connections(
                store: store, links: NoLinks(), configurations: configurations),
            configurations: configurations,
            hostHooks: HostHooks(
                store: store, secrets: secrets, configurations: configurations, clock: clock),
            zones: zones)
    }

    /// A hub that no agent is connected to.
    private struct NoLinks: AgentLinks, RunLinks {
        func agentChanged(_ id: ID<Agent>) {}
        func linked(_ ids: [ID<Agent>]) -> Set<ID<Agent>> { [] }
        func readyAgents() -> [ReadyAgent] { [] }
        func give(_ order: RunOrder, to agent: ID<Agent>) {}
        func cancel(_ attempt: RunAttempt, on agent: ID<Agent>) {}
        func stop(_ attempt: RunAttempt, on agent: ID<Agent>) {}
        func configurationsChanged(by subjects: [ConfigurationSubject]) {}
        func ask(_ question: Question, of agent: ID<Agent>) async throws
            -> AgentProtocol.Answer
        {
            throw StoreError.refused(.agentAway)
        }
    }

    struct Answer {
        let status: Int
        let json: JSON?
        let fields: HTTPFields

        var code: String? { json?["code"]?.text }

        /// The session cookie it sets, as it is sent back.
        var cookie: String? {
            fields.values(of: .setCookie).first { $0.contains(SessionCookie.name) }
                .map { String($0.prefix { $0 != ";" }) }
        }
    }

    func ask(
        _ method: HTTPMethod, _ target: String, _ fields: HTTPFields = [:], body: JSON? = nil,
        isSecure: Bool = false
    ) async throws -> Answer {
        var fields = fields
        if body != nil, fields[.contentType] == nil { fields[.contentType] = "application/json" }
        let request = HTTPRequest(
            method, target, fields: fields, body: body?.bytes() ?? [], isSecure: isSecure)
        let response = await router.respond(to: request)
        let bytes = try await response.collect(limit: 1 << 20)
        return Answer(
            status: response.status.code,
            json: bytes.isEmpty ? JSON?.none : try JSON(parsing: bytes),
            fields: response.fields)
    }

    /// Enrols one as a machine does.
    func addAgent(to tenant: ID<Tenant>) async throws -> Agent {
        let now = time.clock.now
        let token = Sample.token(.enrolment, tenant: tenant)
        let record = OneTimeToken(
            id: token.id, purpose: .enrolment, hash: token.hash, tenant: tenant, created: now,
            expires: now + Sample.hour)
        try await store.issueToken(record, replacing: false, audit: [])
        let key = Sample.agentKey()
        return try await store.enrol(key, by: token.hash, at: now) { _ in
            (Sample.agent("web", of: .tenant(tenant), key: key, created: now), [])
        }
    }

    func signIn(
        _ login: String = login, _ password: String = password, _ fields: HTTPFields = [:],
        isSecure: Bool = false
    ) async throws -> Answer {
        try await ask(
            .post, "/api/v1/sessions", fields,
            body: ["login": .string(login), "password": .string(password)], isSecure: isSecure)
    }
}

/// What the executable's table says, as far as the API meets it.
