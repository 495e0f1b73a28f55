internal import CommandLine
internal import HTTPServer
internal import Host
internal import Telemetry
internal import Transport
internal import VaultServer

/// A folder of vaults that is served, from its start to its end.
struct VaultServing {
    let folder: FilePath
    let addresses: [SocketAddress]
    let certificate: String?
    let key: String?
    let allowsPlainHTTP: Bool
    let level: LogLevel

    /// How long a client that was removed may still come.
    private static let clientsInterval = Duration.seconds(1)

    /// Returns when it has been told to stop and has stopped.
    func run() async throws {
        let tls = try makeTLS()
        try checkExposure(hasTLS: tls != nil)
        let signals = try Signals.takeOver()
        let writer = LogWriter(.text)
        let log = Logger(to: writer, level: level)
        let clients = try openClients()
        let server = VaultServer(try ServedFolder(at: folder), clients: clients, log: log)
        let loops = try (1...2).map { try EventLoop(name: "loop \($0)") }
        for loop in loops { try loop.start() }
        defer { for loop in loops { loop.stop() } }
        let http = HTTPServer(
            on: loops, limits: VaultServer.limits, observer: VaultServerLog(log),
            handler: server.handler)
        for address in addresses {
            let listening = try await http.listen(at: address, tls: tls)
            log.info("listening", ["address": listening.description])
        }
        try await serve(http, clients, signals, tls, log)
        log.info("stopped")
        _ = writer.flush(within: .seconds(1))
    }

    private func serve(
        _ http: HTTPServer, _ clients: ClientFile, _ signals: AsyncStream<Signal>,
        _ tls: TLSServer?, _ log: Logger
    ) async throws {
        let pool = try ThreadPool(name: "clients", size: 1)
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await http.run() }
            group.addTask {
                while true {
                    try await ContinuousClock().sleep(for: Self.clientsInterval)
                    await attempt("clients kept as they were", log, pool) {
                        try clients.refresh()
                    }
                }
            }
            for await signal in signals {
                guard signal == .hangUp else { break }
                await attempt("certificate kept as it was", log, pool) { try tls?.reload() }
            }
            log.info("stopping")
            group.cancelAll()
        }
    }

    private func attempt(
        _ failure: StaticString, _ log: Logger, _ pool: ThreadPool,
        _ body: @Sendable () throws -> Void
    ) async {
        do {
            try await pool.run(body)
        } catch is CancellationError {
            // It stops.
        } catch {
            log.error(failure, ["reason": LoggedError(error)])
        }
    }

    private func openClients() throws -> ClientFile {
        do {
            return try ClientFile(in: folder)
        } catch let error as FileError where error.kind == .notFound {
            throw Failure(
                .missing, "\(folder) has no clients: nobody could come.",
                hint: "is the disk mounted? holdfast vault client add makes the first one")
        }
    }

    private func makeTLS() throws -> TLSServer? {
        guard let certificate, let key else { return nil }
        return try TLSServer(certificateFile: certificate, keyFile: key)
    }

    /// Secrets do not cross a network in the clear unless somebody says so.
    private func checkExposure(hasTLS: Bool) throws {
        guard !hasTLS, !allowsPlainHTTP else { return }
        guard let address = addresses.first(where: { $0.ip.map { !$0.isLoopback } ?? false })
        else { return }
        throw Failure(
            .configuration,
            "Plain HTTP on \(address) would send secrets over the network in the clear.",
            hint: "use --tls-certificate and --tls-key, listen on this machine alone behind a "
                + "reverse proxy, or say --insecure-http")
    }
}

/// A line for each request, and for what never became one.
private struct VaultServerLog: HTTPServerObserver {
    private let log: Logger

    init(_ log: Logger) {
        self.log = log
    }

    func completed(_ exchange: HTTPExchange) {
        log.info(
            "request",
            [
                "method": exchange.request.method.rawValue, "path": exchange.request.path,
                "status": exchange.status.code, "bytes": exchange.bodyBytesSent,
                "microseconds": Int(clamping: exchange.nanoseconds / 1000),
                "client": exchange.request.client.description, "cut": !exchange.isComplete,
            ])
    }

    func refused(_ error: HTTPServerError, from client: ClientAddress) {
        log.info(
            "request refused", ["client": client.description, "reason": LoggedError(error)])
    }

    func turnedAway(_ client: ClientAddress) {
        log.warning("connection turned away", ["client": client.description])
    }

    func acceptFailed(_ reason: String) {
        log.error("accepting failed", ["reason": reason])
    }
}
