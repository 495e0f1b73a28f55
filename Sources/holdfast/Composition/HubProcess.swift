internal import CommandLine
internal import Cryptography
internal import Domain
internal import HTTPServer
internal import Host
internal import HubCore
internal import HubLink
internal import HubWeb
internal import Settings
internal import Store
internal import Telemetry
internal import Transport
internal import Values

/// One running hub, from its settings to its end.
struct HubProcess {
    private let settings: Settings
    private let console: Console
    private let readSettings: @Sendable () throws -> Settings
    private let log: Logger
    private let writer: LogWriter
    private let threshold: LogThreshold

    /// - Parameter readSettings: as they were read at the start; called again at SIGHUP.
    init(console: Console, readSettings: @escaping @Sendable () throws -> Settings) throws {
        settings = try readSettings()
        self.console = console
        self.readSettings = readSettings
        let choice = settings[HubSettings.Log.self]
        writer = LogWriter(choice.format)
        threshold = LogThreshold(choice.level)
        log = Logger(to: writer, above: threshold)
    }

    /// Returns when the hub has been told to stop and has stopped.
    func run() async throws {
        let place = settings[HubSettings.Place.self]
        let tls = try makeTLS()
        try Exposure(place, hasTLS: tls != nil).check()
        let signals = try Signals.takeOver()
        let data = try DataFolder(at: DataFolderPath.resolve(place, console))
        try checkRoom(in: data)
        var opening = try StoreOpening(
            settings[HubSettings.StoreChoice.self], console: console, folder: data.path)
        opening.limits[.hostedVaults] = settings[HubSettings.Vaults.self].perTenant
        let claim = opening.claim(log)
        try await claim?.take()
        let keyring = try await keyring(in: data, of: opening)
        let opened = try await opening.open(at: WallClock.system.now, claim)
        do {
            let key = try await HubKey.open(
                opened.store, keyring: keyring, clock: .system, ids: IDSource())
            _ = try await KeyRotation(
                store: opened.store, keyring: keyring, clock: .system
            ).reseal()
            let parts = HubParts(
                store: opened.store, storeName: opening.name, data: data, key: key,
                keyring: keyring, settings: settings, metricsToken: try metricsToken(),
                backups: BackupKeeper(
                    plan: try HubBackups(settings, console).plan(),
                    backup: HubBackups.backup(of: data.path, opening), store: opened.store,
                    clock: .system, log: log), isAlone: { claim?.isHeld ?? true }, log: log)
            try await serve(parts, opened.store, data, key, claim, tls: tls, signals: signals)
            await opened.close()
            await claim?.close()
        } catch {
            await opened.close()
            await claim?.close()
            throw error
        }
        log.info("stopped")
        _ = writer.flush(within: .seconds(1))
    }

    /// The one in the folder, or a new one for a hub that is new: a folder that is empty says
    /// nothing of a store that lies elsewhere.
    private func keyring(in data: DataFolder, of store: StoreOpening) async throws -> Keyring {
        var isNew = true
        if store.isElsewhere, try MasterKeyring.read(from: data.folder) == nil {
            isNew = try await store.isNew()
        }
        return try MasterKeyring.open(in: data, clock: .system, isNew: isNew)
    }

    private func serve(
        _ parts: HubParts, _ store: any Store, _ data: DataFolder, _ key: HubKey,
        _ claim: HubClaim?, tls: TLSServer?, signals: AsyncStream<Signal>
    ) async throws {
        let loops = try (1...2).map { try EventLoop(name: "loop \($0)") }
        for loop in loops { try loop.start() }
        defer { for loop in loops { loop.stop() } }
        let reload = HubReload(
            readSettings: readSettings, threshold: threshold, tls: tls, log: log)
        let server = parts.makeServer(on: loops)
        let place = settings[HubSettings.Place.self]
        var listening: [SocketAddress] = []
        for address in place.addresses {
            listening.append(try await server.listen(at: address, tls: tls))
        }
        let beside = try await besides(parts, store, data, key, server, loops)
        for address in listening { log.info("listening", ["address": address.description]) }
        try await parts.keeping.repair()
        let hub = try await parts.firstRun.hub()
        if hub.setUp == nil {
            let token = try await parts.firstRun.issueToken()
            welcome(place.baseURL(listening, isSecure: tls != nil), token)
        }
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await server.run() }
            group.addTask { try await parts.housekeeping.run() }
            group.addTask { await parts.keeper.run() }
            group.addTask { await parts.runs.dispatcher.run() }
            group.addTask { await parts.runs.maker.run() }
            group.addTask { await parts.keeping.run() }
            if let backups = parts.backups { group.addTask { await backups.run() } }
            group.addTask { await parts.runs.firing.run() }
            if let beside { group.addTask { await beside.run() } }
            if let claim {
                group.addTask { await claim.run { parts.runs.leases.forgetAll() } }
            }
            for await signal in signals {
                guard signal == .hangUp else { break }
                await reload.run()
            }
            log.info("stopping")
            parts.runs.feed.close()
            parts.live.stop()
            group.cancelAll()
        }
    }

    /// The agent of this machine, where somebody wants one here.
    private func besides(
        _ parts: HubParts, _ store: any Store, _ data: DataFolder, _ key: HubKey,
        _ server: HTTPServer, _ loops: [EventLoop]
    ) async throws -> OwnAgent? {
        guard settings[HubSettings.Place.self].hasAgent, let loop = loops.first else { return nil }
        _ = try await server.listen(at: OwnAgent.socket(in: data.path), tls: nil)
        return try OwnAgent(
            beside: data.path, of: key.identity.hub, tokens: parts.enrolmentTokens, tenants: store,
            console: console, programs: ProcessRunner(loop: loop), log: log)
    }

    private func welcome(_ base: String, _ token: Token) {
        console.write(
            """

            This hub has no owner yet. Open this link within one hour to create one:

                \(base)/setup#\(token.revealed())


            """)
    }

    private func makeTLS() throws -> TLSServer? {
        let choice = settings[HubSettings.TLS.self]
        guard let certificate = choice.certificate, let key = choice.key else { return nil }
        return try TLSServer(certificateFile: certificate, keyFile: key)
    }

    private func metricsToken() throws -> Secret? {
        try settings[HubSettings.Metrics.self].token.map {
            try SettingsContent.secret($0, console)
        }
    }

    private func checkRoom(in data: DataFolder) throws {
        if let lack = HubCheck.lack(of: try DiskSpace(of: data.path), at: data.path) {
            throw lack
        }
    }
}

extension HubSettings.Place {
    /// Where a person on this machine reaches the hub.
    func baseURL(_ listening: [SocketAddress], isSecure: Bool) -> String {
        if let publicURL {
            return publicURL.hasSuffix("/") ? String(publicURL.dropLast()) : publicURL
        }
        guard case .ip(let ip, let port)? = listening.first(where: { $0.ip != nil }) else {
            return "http://localhost"
        }
        // Every address of the machine: loopback is one of them.
        let isWildcard = ip == .v4(0) || ip == .v6(0)
        let host = isWildcard ? (ip == .v6(0) ? .loopbackV6 : .loopback) : ip
        return "\(isSecure ? "https" : "http")://\(SocketAddress.ip(host, port: port))"
    }
}
