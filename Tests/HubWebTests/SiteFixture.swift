import AgentProtocol
import Cryptography
import Domain
import HTTPServer
import Host
import HubCore
import HubDoor
import HubWeb
import SQLiteStore
import Store
import StoreSupport
import Telemetry
import TestSupport
import Transport
import Values

/// The pages of a hub over a real store, served in memory.
struct SiteFixture {
    let router: Router
    let firstRun: FirstRun
    let store: SQLStore
    let clock: WallClock
    let ids = IDSource()
    /// What its pages read.
    let reads: CountingDatabase
    /// Every route there is, as data.
    let routes: [RouteDescription]

    static let password = "a short sentence is good"

    static func with(
        isInsecure: Bool = false, live: LiveStreams = LiveStreams(),
        folders: [String: [TreePage.Item]] = [:],
        answers: (@Sendable (Question) -> Answer)? = nil,
        isSilent: @escaping @Sendable (Question) -> Bool = { _ in false },
        asking: any Clock<Duration> = ContinuousClock(), offersHosting: Bool = true,
        limits: TenantLimits = .standard, hostedQuota: ByteCount? = nil,
        _ body: (SiteFixture) async throws -> Void
    ) async throws {
        try await withScratchFolder { folder in
            let database = try await SQLiteDatabase(path: "\(folder)/hub.db")
            try await Migrator(database).migrate(at: WallClock.system.now)
            let counting = CountingDatabase(database)
            let store = SQLStore(
                counting, limits: limits, sha256: { SHA256.hash($0).bytes })
            let parts = try await Self.parts(
                store, TestLinks(folders: folders, answers: answers, isSilent: isSilent),
                asking: asking, offersHosting: offersHosting, hostedQuota: hostedQuota)
            try await body(
                SiteFixture(
                    store: store, reads: counting, parts: parts, isInsecure: isInsecure,
                    live: live))
            await database.close()
        }
    }

    private init(
        store: SQLStore, reads: CountingDatabase, parts: HubSite.Parts, isInsecure: Bool,
        live: LiveStreams
    ) {
        self.store = store
        self.reads = reads
        clock = parts.clock
        firstRun = parts.firstRun
        let site = HubSite(parts, language: .chinese, isInsecure: isInsecure, live: live)
        let table = RouteTable()
        site.addRoutes(to: Entrance(allowsPlainHTTP: isInsecure).routes(of: table.root))
        routes = table.descriptions
        router = Self.router(table, site)
    }

    private static func parts(
        _ store: SQLStore, _ links: TestLinks, asking: any Clock<Duration>,
        offersHosting: Bool, hostedQuota: ByteCount?
    ) async throws -> HubSite.Parts {
        let (clock, ids) = (WallClock.system, IDSource())
        let passwords = PasswordDesk(cost: PasswordCost(memoryKibibytes: 8, passes: 1))
        let sessions = SessionOffice(store: store, clock: clock, ids: ids)
        let firstRun = FirstRun(
            store: store, sessions: sessions, passwords: passwords, clock: clock, ids: ids)
        let signIn = SignIn(
            users: store, audit: store, sessions: sessions, passwords: passwords, clock: clock)
        _ = try await firstRun.hub()
        let keyring = Keyring(created: clock.now)
        let key = try await HubKey.open(store, keyring: keyring, clock: clock, ids: ids)
        let secrets = SecretDesk(keyring: keyring, clock: clock, ids: ids)
        let configurations = Configurations(
            store: store, hub: key, secrets: secrets, links: links, clock: clock)
        let (zones, feed) = (ZoneBook(), RunFeed())
        let retention = RetentionDesk(
            store: store, cadences: CadenceBook(schedules: store, zones: zones), links: links,
            clock: clock)
        let orders = ConfiguredOrders(
            configurations, store, clock: clock,
            forgetting: Forgetting(store: store, retention: retention, clock: clock))
        let dispatcher = RunDispatcher(
            store: store, links: links, orders: orders, feed: feed, clock: clock,
            log: Logger(to: LogWriter(.text, to: -1), level: .error))
        let fleet = Fleet(store: store, links: links, clock: clock)
        let desk = RunDesk(
            store: store, feed: feed, dispatcher: dispatcher, clock: clock, ids: ids)
        let browser = SnapshotBrowser(
            store: store, links: links, configurations: configurations, clock: asking)
        return HubSite.Parts(
            setupState: SetupState(store: store), firstRun: firstRun, signIn: signIn,
            sessions: sessions, tenants: TenantDirectory(store: store),
            tokens: TokenOffice(store: store, clock: clock, ids: ids),
            enrolmentTokens: EnrolmentTokens(store: store, clock: clock, ids: ids),
            announcements: Announcements(store: store, hub: key, clock: clock, ids: ids),
            fleet: fleet, fleetWork: FleetWork(store: store, fleet: fleet, runs: desk),
            hostHooks: HostHooks(
                store: store, secrets: secrets, configurations: configurations, clock: clock),
            secrets: SecretList(store: store), configurations: configurations,
            keys: Keys(store: store, secrets: secrets, clock: clock, ids: ids),
            vaults: Vaults(
                store: store, secrets: secrets, zones: zones, configurations: configurations,
                clock: clock, ids: ids, offersHosting: offersHosting),
            sources: Sources(
                store: store, secrets: secrets, zones: zones, configurations: configurations,
                clock: clock, ids: ids),
            schedules: Schedules(
                store: store, zones: zones, configurations: configurations, clock: clock,
                ids: ids),
            connections: Connections(
                store: store, links: links, configurations: configurations),
            zones: zones, runs: desk, runFeed: feed,
            snapshots: SnapshotDesk(store: store, clock: clock, ids: ids),
            browser: browser,
            downloads: Downloads(
                store: store, desk: desk, browser: browser, relays: RelayBoard(),
                clock: clock, ids: ids), drills: DrillDesk(store: store),
            retention: retention,
            deletions: DeletionDesk(store: store, clock: clock, ids: ids),
            alerts: AlertDesk(store: store, clock: clock),
            frozen: FrozenHub(store: store, clock: clock),
            tenantOffice: TenantOffice(store: store, clock: clock, ids: ids),
            people: People(store: store, passwords: passwords, clock: clock, ids: ids),
            ownProfile: OwnProfile(store: store, passwords: passwords, clock: clock),
            members: store, audit: store, overviews: store, facts: Self.facts(clock, hostedQuota),
            clock: clock)
    }

    private static func router(_ table: RouteTable, _ site: HubSite) -> Router {
        Router(
            table, log: Logger(to: LogWriter(.text), level: .error),
            problems: HubProblems.problem,
            page: { problem, request, id in await site.page(for: problem, of: request, id) })
    }

    private static func facts(_ clock: WallClock, _ hostedQuota: ByteCount?) -> HubFacts {
        HubFacts(
            version: "1.2.3", store: "SQLite", dataFolder: "/srv/hub", started: clock.now,
            settings: "[log]\nlevel = \"info\"  # default", hostedQuota: hostedQuota,
            freeSpace: { .gibibytes(7) })
    }

    /// A hub that no agent is connected to, besides answering what lies in these folders; or one
    /// whose agents are all there and answer everything.
    private struct TestLinks: AgentLinks, RunLinks {
        let folders: [String: [TreePage.Item]]
        let answers: (@Sendable (Question) -> Answer)?
        /// Questions that nobody ever answers.
        let isSilent: @Sendable (Question) -> Bool

        func agentChanged(_ id: ID<Agent>) {}
        func linked(_ ids: [ID<Agent>]) -> Set<ID<Agent>> { answers == nil ? [] : Set(ids) }
        func readyAgents() -> [ReadyAgent] { [] }
        func give(_ order: RunOrder, to agent: ID<Agent>) {}
        func cancel(_ attempt: RunAttempt, on agent: ID<Agent>) {}
        func stop(_ attempt: RunAttempt, on agent: ID<Agent>) {}
        func configurationsChanged(by subjects: [ConfigurationSubject]) {}
        func ask(_ question: Question, of agent: ID<Agent>) async throws -> Answer {
            // A clock that nobody moves.
            if isSilent(question) { try await TestClock().sleep(for: .seconds(1)) }
            if let answers { return answers(question) }
            guard !folders.isEmpty, case .folder(let path) = question else {
                throw StoreError.refused(.agentAway)
            }
            guard let items = folders[path] else {
                return .refused(
                    RunFailure(
                        code: "policy", message: "The local policy forbids it.",
                        disposition: .needsOperator))
            }
            return .page(TreePage(items: items, isLast: true))
        }
    }

    /// The one tenant of a hub that is set up.
    func tenant() async throws -> ID<Tenant> {
        guard let tenant = try await store.tenant(named: Tenant.defaultName) else {
            throw StoreError.notFound("tenant")
        }
        return tenant.id
    }

    /// Adds an agent to a tenant, as enrolment does.
    @discardableResult
    func addAgent(
        _ name: String, to tenant: ID<Tenant>, hostName: String? = nil,
        labels: [String: String] = [:], program: String = "holdfast 1.0.0"
    ) async throws -> Agent {
        let token = Sample.token(.enrolment, tenant: tenant)
        let live = OneTimeToken(
            id: token.id, purpose: .enrolment, hash: token.hash, tenant: tenant,
            usesLeft: 1, created: clock.now, expires: clock.now + .seconds(60))
        try await store.issueToken(live, replacing: false, audit: [])
        let machine = Machine(
            hostName: hostName ?? name, program: program, system: program,
            architecture: program)
        let agent = Agent(
            id: ids.next(), scope: .tenant(tenant), name: name, machine: machine,
            key: Sample.agentKey(), labels: labels, created: clock.now)
        _ = try await store.enrol(agent.key, by: live.hash, at: clock.now) { _ in
            (agent, [Sample.event(.agentEnrolled, in: .tenant(tenant), on: AuditTarget(agent))])
        }
        // Labels are what people add afterwards.
        return try await store.changeAgent(agent.id, of: nil) { agent in
            agent.labels = labels
            return []
        }
    }

    /// What there is once something is protected.
    struct Protection {
        let agent: ID<Agent>
        let vault: ID<KnownVault>
        let source: ID<Source>
        let schedule: ID<Schedule>
        let run: ID<Run>
        let snapshot: ID<KnownSnapshot>
        /// Somebody who signs in here.
        let user: ID<User>
        let key: ID<KnownKey>

        /// By the names that the routes' parameters have.
        var values: [String: String] {
            [
                "agent": "\(agent)", "vault": "\(vault)", "source": "\(source)",
                "schedule": "\(schedule)", "run": "\(run)", "snapshot": "\(snapshot)",
                "user": "\(user)", "key": "\(key)",
            ]
        }
    }

    /// Adds everything that a backup needs, and one that failed, all called alike.
    func addProtection(
        _ name: String, to tenant: ID<Tenant>, failing code: String = "x"
    ) async throws -> Protection {
        let agent = try await addAgent(name, to: tenant, labels: ["a": name])
        var vault = Sample.vault(name, of: tenant)
        vault.keeper = agent.id
        _ = try await store.addVault(vault, secrets: [], once: nil, audit: [])
        let source = Sample.source(name, of: tenant, at: .agent(agent.id), into: [vault.id])
        _ = try await store.addSource(source, secrets: [], once: nil, audit: [])
        let schedule = try Sample.schedule(name, of: tenant, firing: [source.id])
        _ = try await store.addSchedule(schedule, once: nil, audit: [])
        let now = clock.now
        var run = Run(
            id: ids.next(), tenant: tenant, kind: .backup, cause: .hub,
            subject: RunSubject(source: source.id, vaults: [vault.id], agent: agent.id),
            created: now)
        run.agent = agent.id
        let added = run
        _ = try await store.startRun(about: run.subject, of: tenant) { _ in
            .new(RunPage(added), [])
        }
        _ = try await store.changeRun(run.id, of: tenant, at: now) { page in
            page.note(
                .init(.line, .error, text: "\(name) could not be read"), at: now, received: now)
            page.run.position.state = .failed
            page.run.started = now
            page.run.ended = now
            page.run.failure = RunFailure(
                code: code, message: name, disposition: .needsOperator)
            return []
        }
        return Protection(
            agent: agent.id, vault: vault.id, source: source.id, schedule: schedule.id,
            run: run.id,
            snapshot: try await addSnapshot(name, of: source.id, in: vault.id, by: agent.id),
            user: try await someone(),
            key: try await store.addKey(
                Sample.key(name, of: tenant), secrets: [], orGetNamed: true, audit: []
            ).id)
    }

    /// Adds a vault to which what comes into another one is copied.
    @discardableResult
    func addCopy(
        of vault: ID<KnownVault>, named name: String, keeping rules: RetentionRules? = nil
    ) async throws -> ID<KnownVault> {
        let tenant = try await tenant()
        var target = Sample.vault(name, of: tenant)
        target.place = "dav+https://vault.example/\(target.id)"
        let added = target
        _ = try await store.addVault(added, secrets: [], once: nil, audit: [])
        _ = try await store.changeVault(vault, of: tenant, version: nil, secrets: .init()) {
            $0.copies.append(CopyRule(target: added.id, rules: rules))
            return []
        }
        return added.id
    }

    /// The hub's first user.
    private func someone() async throws -> ID<User> {
        guard let user = try await store.users(PageRequest(limit: 1)).items.first else {
            throw StoreError.notFound("user")
        }
        return user.id
    }

    /// Adds a snapshot that an agent saw in a vault.
    func addSnapshot(
        _ locator: String, of source: ID<Source>, in vault: ID<KnownVault>,
        by agent: ID<Agent>, made: Timestamp? = nil, run: ID<Run>? = nil
    ) async throws -> ID<KnownSnapshot> {
        let (now, ids) = (clock.now, ids)
        var names = RecordNames()
        names.sources = [source]
        names.vaults = [vault]
        let tenant = try await tenant()
        let before = try await store.snapshots(
            of: tenant, matching: SnapshotFilter(), PageRequest(limit: 500)
        ).items.map(\.id)
        _ = try await store.writeRecords(
            of: ids.next(), by: agent, naming: names, at: now,
            ids: { ids.next(KnownSnapshot.self).uuid }
        ) { ledger in
            ledger.journal.committed = 1
            ledger.sightings.append(
                SnapshotSighting(
                    vault: vault, locator: locator, source: source, run: run,
                    claimedTime: made ?? now, size: .mebibytes(3), seen: now))
        }
        let after = try await store.snapshots(
            of: tenant, matching: SnapshotFilter(), PageRequest(limit: 500)
        ).items.map(\.id)
        guard let new = after.first(where: { !before.contains($0) }) else {
            throw StoreError.notFound("snapshot")
        }
        return new
    }

    /// Adds a machine that asks to join and has proven its key.
    func announce(_ hostName: String, to tenant: ID<Tenant>) async throws -> PendingAgent {
        let pending = PendingAgent(
            id: ids.next(), tenant: tenant, key: Sample.agentKey(),
            machine: Sample.machine(hostName), address: "192.0.2.9", announced: clock.now,
            nonce: Sample.tokenHash().bytes)
        _ = try await store.announce(pending, recent: [], audit: [])
        try await store.proveAnnouncement(pending.id, at: clock.now, audit: [])
        return pending
    }

    /// A second person with a role of their own, signed in.
    func browser(of role: Role, in tenant: ID<Tenant>) async throws -> Browser {
        let login = "\(role.rawValue)@example.org"
        let user = User(
            id: ids.next(), login: login, displayName: role.rawValue,
            passwordHash: try await PasswordDesk(cost: Self.cost).hash(Secret(Self.password)),
            created: clock.now)
        let membership = Membership(
            tenant: tenant, user: user.id, role: role, created: clock.now)
        try await store.addUser(user, as: membership, audit: [])
        var browser = Browser(self)
        try await browser.get("/sign-in")
        try await browser.post("/sign-in", ["login": login, "password": Self.password])
        return browser
    }

    private static let cost = PasswordCost(memoryKibibytes: 8, passes: 1)

    /// A hub before its owner exists, and the code of its link.
    func newHub() async throws -> String {
        return try await firstRun.issueToken().revealed()
    }
}

/// A browser: it keeps cookies and sends the forms of the pages it was shown.
struct Browser {
    let site: SiteFixture
    var cookies = ["holdfast-zone": "UTC"]
    var languages = "en"
    private(set) var page = Shown()
    /// Where the last form is that was sent and is shown again.
    private(set) var shownAgain = ""

    /// What the last answer was.
    struct Shown {
        var status = 0
        var text = ""
        var location: String?
        var fields = HTTPFields()

        /// The code of the form on the page.
        var csrf: String { between("name=\"csrf\" value=\"", "\"") ?? "" }

        func between(_ start: String, _ end: String) -> String? {
            guard let from = text.range(of: start) else { return nil }
            let rest = text[from.upperBound...]
            return rest.range(of: end).map { String(rest[..<$0.lowerBound]) }
        }
    }

    init(_ site: SiteFixture) {
        self.site = site
    }

    mutating func get(_ target: String) async throws {
        try await show(HTTPRequest(.get, target, fields: fields))
    }

    /// The events of a page, until their stream ends.
    func events(of target: String) async throws -> [String] {
        var fields = fields
        fields[.accept] = "text/event-stream"
        let response = await site.router.respond(to: HTTPRequest(.get, target, fields: fields))
        let text = String(
            decoding: try await response.collect(limit: 1 << 20), as: UTF8.self)
        return text.split(separator: "\n\n").map(String.init)
    }

    /// Sends a form with the code of the page that is shown, and whatever else is asked for.
    ///
    /// - Parameter several: Fields that are sent once for each of their values.
    mutating func post(
        _ target: String, _ form: [String: String], several: [String: [String]] = [:],
        csrf: String? = nil, origin: String? = "http://hub.test", from: String? = nil
    ) async throws {
        var all = form
        all["csrf"] = csrf ?? page.csrf
        var fields = fields
        fields[.contentType] = "application/x-www-form-urlencoded"
        if let origin { fields[.origin] = origin }
        if let from { fields[.referer] = "http://hub.test\(from)" }
        var items = all.map { "\($0.key)=\(Self.encode($0.value))" }
        for (name, values) in several {
            items += values.map { "\(name)=\(Self.encode($0))" }
        }
        let body = items.joined(separator: "&")
        try await show(HTTPRequest(.post, target, fields: fields, body: Array(body.utf8)))
    }

    private var fields: HTTPFields {
        var fields: HTTPFields = [
            .host: "hub.test", .accept: "text/html", .acceptLanguage: languages,
        ]
        if !cookies.isEmpty {
            fields[.cookie] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        }
        return fields
    }

    private mutating func show(_ request: HTTPRequest) async throws {
        let response = await site.router.respond(to: request)
        for cookie in response.fields.values(of: .setCookie) {
            let pair = cookie.prefix { $0 != ";" }.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            cookies[String(pair[0])] = pair[1].isEmpty ? nil : String(pair[1])
        }
        page = Shown(
            status: Int(response.status.code),
            text: String(decoding: try await response.collect(limit: 1 << 20), as: UTF8.self),
            location: response.fields[.location], fields: response.fields)
        // What was sent and is shown again is asked for.
        if let there = page.location, there.contains("?kept=") || there.contains("&kept=") {
            shownAgain = there
            try await get(there)
        }
    }

    private static func encode(_ text: String) -> String {
        text.utf8.map { "%" + Hex.encode([$0]) }.joined()
    }
}

extension String {
    /// The first place of a text in this one.
    func range(of text: String) -> Range<String.Index>? {
        firstRange(of: text)
    }
}

extension Substring {
    func range(of text: String) -> Range<String.Index>? {
        firstRange(of: text)
    }
}
