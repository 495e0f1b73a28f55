internal import Host
internal import HubCore
internal import Settings
internal import Telemetry
internal import Transport

/// Reads again at SIGHUP what may change while the hub runs: the log level and the certificate.
/// Whatever cannot be read stays as it is.
actor HubReload {
    private let executor = PinnedExecutor(name: "reload")
    private let readSettings: @Sendable () throws -> Settings
    private let threshold: LogThreshold
    private let tls: TLSServer?
    private let log: Logger

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    init(
        readSettings: @escaping @Sendable () throws -> Settings, threshold: LogThreshold,
        tls: TLSServer?, log: Logger
    ) {
        self.readSettings = readSettings
        self.threshold = threshold
        self.tls = tls
        self.log = log
    }

    func run() {
        do {
            let level = try readSettings()[HubSettings.Log.self].level
            threshold.level = level
            // As a warning, so that it is told at nearly every level.
            log.warning("log level read again", ["level": level.rawValue])
        } catch {
            log.error("settings kept as they were", ["reason": LoggedError(error)])
        }
        guard let tls else { return }
        do {
            try tls.reload()
            log.info("certificate read again")
        } catch {
            log.error("certificate kept as it was", ["reason": LoggedError(error)])
        }
    }
}
