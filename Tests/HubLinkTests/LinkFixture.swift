import AgentProtocol
import Cryptography
import Domain
import HTTPServer
import Host
import HubCore
import HubDoor
import JSON
import Store
import StoreSupport
import Telemetry
import TestSupport
import Transport
import Values
import WebSocket

@testable import HubLink

/// A hub that machines reach over TCP, with a clock the test moves.
struct LinkFixture: Sendable {
    let world: World
    let hub: HubKey
    let board: LinkBoard
    let keeper: LinkKeeper
    let fleet: Fleet
    let announcements: Announcements
    let tokens: EnrolmentTokens
    let runs: RunDesk
    let dispatcher: RunDispatcher
    let maker: VaultMaker
    let feed: RunFeed
    let vaults: Vaults
    let sources: Sources
    let schedules: Schedules
    let connections: Connections
    let configurations: Configurations
    let hostHooks: HostHooks
    let router: Router
    let time: SettableTime
    /// What the machines' ends of links live on.
    let machines: EventLoop
    let address: SocketAddress

    var tenant: ID<Tenant> { world.tenant.id }

    /// Runs a hub while `body` runs.
    ///
    /// - Parameters:
    ///   - machines: A loop that goes on when the hub stops; the hub's own without it.
    ///   - limits: Of its server.
    static func with(
        _ kind: StoreKind = .memory, settings: LinkSettings = .quick,
        machines: EventLoop? = nil, limits: HTTPServerLimits = HTTPServerLimits(),
        _ body: @Sendable (LinkFixture) async throws -> Void
    ) async throws {
        try await kind.withWorld { world in
            let loop = try EventLoop(name: "link")
            try loop.start()
            defer { loop.stop() }
            let parts = try await Parts(world, settings)
            let server = HTTPServer(
                on: [loop], limits: limits, handler: parts.router.handler)
            let address = try await server.listen(at: .ip(.loopback, port: 0))
            let fixture = LinkFixture(parts, machines ?? loop, address)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await server.run() }
                group.addTask { await parts.keeper.run() }
                group.addTask { await parts.dispatcher.run() }
                defer { group.cancelAll() }
                try await body(fixture)
            }
        }
    }

    /// What a hub is made of, before it listens.
    private struct Parts {
        let world: World
        let hub: HubKey
        let board = LinkBoard()
        let keeper: LinkKeeper
        let fleet: Fleet
        let announcements: Announcements
        let tokens: EnrolmentTokens
        let runs: RunDesk
        let dispatcher: RunDispatcher
        let maker: VaultMaker
        let feed = RunFeed()
        let vaults: Vaults
        let sources: Sources
        let schedules: Schedules
        let connections: Connections
        let configurations: Configurations
        let hostHooks: HostHooks
        let router: Router
        let time = SettableTime()

        init(_ world: World, _ settings: LinkSettings) async throws {
            self.world = world
            let store = world.store
            let clock = time.clock
            let ids = IDSource(clock: clock)
            let log = Logger(to: LogWriter(.text, to: -1), level: .error)
            let keyring = Keyring(created: clock.now)
            hub = try await HubKey.open(store, keyring: keyring, clock: clock, ids: ids)
            let secrets = SecretDesk(keyring: keyring, clock: clock, ids: ids)
            configurations = Configurations(
                store: store, hub: hub, secrets: secrets, links: board, clock: clock)
            keeper = LinkKeeper(
                board: board, store: store, configurations: configurations, clock: clock,
                settings: settings, log: log)
            let zones = ZoneBook()
            vaults = Vaults(
                store: store, secrets: secrets, zones: zones, configurations: configurations,
                clock: clock, ids: ids)
            sources = Sources(
                store: store, secrets: secrets, zones: zones, configurations: configurations,
                clock: clock, ids: ids)
            schedules = Schedules(
                store: store, zones: zones, configurations: configurations, clock: clock,
                ids: ids)
            connections = Connections(
                store: store, links: board, configurations: configurations)
            hostHooks = HostHooks(
                store: store, secrets: secrets, configurations: configurations, clock: clock)
            fleet = Fleet(store: store, links: board, clock: clock)
            announcements = Announcements(store: store, hub: hub, clock: clock, ids: ids)
            tokens = EnrolmentTokens(store: store, clock: clock, ids: ids)
            dispatcher = RunDispatcher(
                store: store, links: board,
                orders: ConfiguredOrders(configurations, store, clock: clock),
                feed: feed, clock: clock, log: log)
            runs = RunDesk(
                store: store, feed: feed, dispatcher: dispatcher, clock: clock, ids: ids)
            maker = VaultMaker(store: store, desk: runs, log: log)
            let work = LinkWork(
                intake: RecordIntake(store: store, feed: feed, clock: clock, ids: ids),
                returns: RunReturns(
                    store: store, links: board, feed: feed, dispatcher: dispatcher,
                    clock: clock), feed: feed, store: store)
            let entrance = AgentEntrance(
                enrolment: Enrolment(
                    store: store, hub: hub, links: board, clock: clock, ids: ids),
                announcements: announcements,
                reception: LinkReception(
                    board: board, hub: hub, store: store, work: work,
                    configurations: configurations, clock: clock, settings: settings,
                    log: log), program: AgentProgram(architecture: "x86_64"), publicURL: nil)
            let table = RouteTable()
            entrance.addRoutes(to: table.root)
            router = Router(table, log: log, problems: HubProblems.problem)
        }
    }

    private init(_ parts: Parts, _ machines: EventLoop, _ address: SocketAddress) {
        world = parts.world
        hub = parts.hub
        board = parts.board
        keeper = parts.keeper
        fleet = parts.fleet
        announcements = parts.announcements
        tokens = parts.tokens
        runs = parts.runs
        dispatcher = parts.dispatcher
        maker = parts.maker
        feed = parts.feed
        vaults = parts.vaults
        sources = parts.sources
        schedules = parts.schedules
        connections = parts.connections
        configurations = parts.configurations
        hostHooks = parts.hostHooks
        router = parts.router
        time = parts.time
        self.machines = machines
        self.address = address
    }

    var somebody: Requester { Requester(AuditActor(world.owner), from: "192.0.2.7") }

    /// A machine that has joined.
    func agent(_ hostName: String = "web") async throws -> TestMachine {
        var machine = TestMachine(hostName)
        let token = try await tokens.issue(
            to: tenant, uses: 1, lifetime: .seconds(60), by: somebody)
        let answer = try await post(
            EnrolmentForm.path,
            EnrolmentForm.schema.encode(machine.enrolment(by: token.token.revealed())))
        machine.enrolled = try Enrolled.schema.decode(answer.body)
        return machine
    }

    func post(
        _ path: String, _ body: [UInt8]
    ) async throws -> (status: Int, code: String?, body: [UInt8]) {
        let response = await router.respond(
            to: HTTPRequest(
                .post, path, fields: [.contentType: "application/json"], body: body))
        let bytes = try await response.collect(limit: 1 << 16)
        // A page or nothing has no code.
        let code = try? JSON(parsing: bytes)["code"]?.text
        return (response.status.code, code, bytes)
    }

    /// Opens a socket to the link's address and reads the challenge.
    func dial() async throws -> TestLink {
        guard case .ip(_, let port) = address else { preconditionFailure("TCP") }
        let request = WebSocketClient.Request(
            to: .host("127.0.0.1", port: port), target: "/agent/v1/link")
        let socket = try await withTaskExecutorPreference(machines) {
            try await WebSocketClient().open(request, on: machines)
        }
        let link = TestLink(socket: socket)
        guard case .challenge(let challenge)? = try await link.next() else {
            preconditionFailure("a hub begins with a challenge")
        }
        return TestLink(socket: socket, challenge: challenge)
    }

    /// Dials and says hello.
    func link(
        _ machine: TestMachine, incarnation: ID<Incarnation> = Sample.id(), recorded: Int64 = 0
    ) async throws -> TestLink {
        let link = try await dial()
        try await link.say(
            .hello(machine.hello(to: link, incarnation: incarnation, recorded: recorded)))
        return link
    }
}

extension LinkSettings {
    /// For tests that need no patience: nobody waits for a probe that nobody answers.
    static var quick: LinkSettings {
        var settings = LinkSettings()
        settings.probeTime = .milliseconds(200)
        return settings
    }
}

/// What the executable's table says, as far as machines meet it.
