internal import Compression
internal import Cryptography
internal import Domain
internal import HTTPServer
internal import Host
internal import HubAPI
internal import HubCore
internal import HubDoor
internal import HubLink
internal import HubWeb
internal import Settings
internal import Store
internal import Telemetry
internal import Transport
internal import Values

/// The parts of a hub, put together.
struct HubParts {
    let firstRun: FirstRun
    let housekeeping: Housekeeping
    let keeper: LinkKeeper
    let runs: RunParts
    let keeping: KeepingParts
    let enrolmentTokens: EnrolmentTokens
    /// Nil where nobody needs them: in tests.
    let backups: BackupKeeper?
    /// The pages that stay fresh.
    let live: LiveStreams
    let router: Router
    /// Every route there is, as data: for tests of who may do what.
    let routes: [RouteDescription]
    private let hosted: HostedVaults
    private let proxies: TrustedProxies
    private let meter: ServerMeter

    init(
        store: any Store, storeName: String, data: DataFolder, key: HubKey, keyring: Keyring,
        settings: Settings, metricsToken: Secret?, backups: BackupKeeper? = nil,
        isAlone: @escaping @Sendable () -> Bool = { true }, log: Logger,
        clock: WallClock = .system
    ) {
        let (started, ids) = (clock.now, IDSource(clock: clock))
        let place = settings[HubSettings.Place.self]
        let (board, links) = (LinkBoard(), LinkSettings(settings))
        let protection = ProtectionParts(
            store: store, links: board, key: key, keyring: keyring, clock: clock, ids: ids,
            offersHosting: settings[HubSettings.Vaults.self].areOffered)
        hosted = HostedVaults(settings, in: data, VaultHosting(store: store, hub: key), log)
        let configurations = protection.configurations
        keeper = LinkKeeper(
            board: board, store: store, configurations: configurations, clock: clock,
            settings: links, log: log)
        runs = RunParts(
            store: store, links: board, configurations: configurations, zones: protection.zones,
            clock: clock, ids: ids, lease: settings[HubSettings.Workers.self].lease, log: log)
        let people = PeopleParts(
            store: store, key: key, links: board, protection, runs, clock: clock, ids: ids, log)
        (firstRun, enrolmentTokens) = (people.firstRun, people.enrolmentTokens)
        let announcements = Announcements(store: store, hub: key, clock: clock, ids: ids)
        housekeeping = Housekeeping(
            sessions: people.sessions, tokens: store, announcements: announcements,
            history: History(store: store, clock: clock), clock: clock, log: log)
        keeping = KeepingParts(
            store: store, links: board, runs: runs, zones: protection.zones, clock: clock,
            ids: ids, log: log)
        proxies = TrustedProxies(place.proxies, trustsUnixSockets: true)
        let metrics = Self.metrics(since: started)
        meter = ServerMeter(metrics, log: log)
        let fleet = Fleet(store: store, links: board, clock: clock)
        let site = HubSite(
            HubSite.Parts(
                setupState: people.setupState, firstRun: firstRun, signIn: people.signIn,
                sessions: people.sessions, tenants: people.tenants, tokens: people.tokens,
                enrolmentTokens: enrolmentTokens, announcements: announcements, fleet: fleet,
                fleetWork: FleetWork(store: store, fleet: fleet, runs: runs.desk),
                hostHooks: protection.hostHooks, secrets: protection.secretList,
                configurations: configurations, keys: protection.keys, vaults: protection.vaults,
                sources: protection.sources, schedules: protection.schedules,
                connections: protection.connections, zones: protection.zones, runs: runs.desk,
                runFeed: runs.feed, snapshots: runs.snapshots, browser: runs.browser,
                downloads: runs.downloads, drills: DrillDesk(store: store),
                retention: keeping.retention, deletions: keeping.deletions,
                alerts: keeping.alerts, frozen: keeping.frozen, tenantOffice: people.tenantOffice,
                people: people.people, ownProfile: people.ownProfile, members: store,
                audit: store, overviews: store,
                facts: Self.facts(storeName, data, started, settings, backups), clock: clock),
            language: place.language, isInsecure: Self.isInsecure(settings))
        (self.backups, live) = (backups, site.live)
        let table = RouteTable()
        Self.addOperations(to: table, store, metrics, metricsToken, settings, isAlone)
        let open = Entrance(allowsPlainHTTP: place.allowsPlainHTTP).routes(of: table.root)
        let api = Self.api(people, announcements, fleet, protection, runs, keeping, store, clock)
        api.addRoutes(to: open)
        let reception = LinkReception(
            board: board, hub: key, store: store, work: runs.work,
            configurations: configurations, clock: clock, settings: links, log: log)
        AgentEntrance(
            enrolment: people.enrolment, announcements: announcements, reception: reception,
            relays: runs.relays, handovers: runs.handovers, program: .own,
            publicURL: place.publicURL
        ).addRoutes(to: open)
        site.addRoutes(to: open)
        api.addDescription(to: table.root, of: table.descriptions)
        (routes, router) = (table.descriptions, Self.router(table, site, log))
    }

    private static func api(
        _ people: PeopleParts, _ announcements: Announcements, _ fleet: Fleet,
        _ protection: ProtectionParts, _ runs: RunParts, _ keeping: KeepingParts,
        _ store: any Store, _ clock: WallClock
    ) -> HubAPI {
        HubAPI(
            HubAPI.Parts(
                setupState: people.setupState, signIn: people.signIn, sessions: people.sessions,
                tenants: people.tenants, tenantOffice: people.tenantOffice, people: people.people,
                ownProfile: people.ownProfile, tokens: people.tokens,
                enrolmentTokens: people.enrolmentTokens, announcements: announcements,
                fleet: fleet, fleetWork: FleetWork(store: store, fleet: fleet, runs: runs.desk),
                protection: protection.api, runs: runs.desk, runFeed: runs.feed,
                snapshots: runs.snapshots, browser: runs.browser, downloads: runs.downloads,
                drills: DrillDesk(store: store), keeping: keeping.api,
                readings: HubAPI.Readings(store), clock: clock),
            version: BuildInfo.version)
    }

    private static func isInsecure(_ settings: Settings) -> Bool {
        let hasTLS = settings[HubSettings.TLS.self].certificate != nil
        return Exposure(settings[HubSettings.Place.self], hasTLS: hasTLS).isInsecure
    }

    private static func metrics(since started: Timestamp) -> MetricRegistry {
        let metrics = MetricRegistry()
        metrics.registerProcess(startedAt: started)
        return metrics
    }

    private static func addOperations(
        to table: RouteTable, _ store: any Store, _ metrics: MetricRegistry, _ token: Secret?,
        _ settings: Settings, _ isAlone: @escaping @Sendable () -> Bool
    ) {
        let gate = MetricsGate(
            registry: metrics, token: token,
            networks: settings[HubSettings.Metrics.self].allowed)
        HubOperations(hub: store, isAlone: isAlone, metrics: gate).addRoutes(to: table.root)
    }

    private static func router(_ table: RouteTable, _ site: HubSite, _ log: Logger) -> Router {
        Router(
            table, log: log, finish: ResponseFinish(compress: gzip), problems: HubProblems.problem,
            page: { problem, request, id in await site.page(for: problem, of: request, id) })
    }

    private static func facts(
        _ storeName: String, _ data: DataFolder, _ started: Timestamp, _ settings: Settings,
        _ backups: BackupKeeper?
    ) -> HubFacts {
        let gauge = DiskGauge(data.path)
        let folders =
            settings[HubSettings.Place.self].hasAgent ? OwnFolders(data.path) : nil
        return HubFacts(
            version: BuildInfo.version, store: storeName, dataFolder: data.path.description,
            started: started, publicURL: settings[HubSettings.Place.self].publicURL,
            settings: SettingsListing(settings).text,
            hostedQuota: settings[HubSettings.Vaults.self].tenantQuota,
            freeSpace: { await gauge.freeSpace() },
            backups: { backups?.standing }, openFolders: { await folders?.open(on: $0) })
    }

    func makeServer(on loops: [EventLoop]) -> HTTPServer {
        HTTPServer(
            on: loops, proxies: proxies, observer: meter,
            handler: hosted.handler(before: router.handler))
    }
}

extension LinkSettings {
    fileprivate init(_ settings: Settings) {
        self.init()
        heartbeat = settings[HubSettings.Workers.self].heartbeat
    }
}

extension AgentProgram {
    /// The one that runs here.
    fileprivate static var own: AgentProgram {
        AgentProgram(architecture: MachineFacts.architecture())
    }
}
