internal import Glibc
internal import Host
package import SFTP
package import Storage
internal import Synchronization
internal import Values

/// The line to a server that somebody works over for hours: one connection for all requests, and a
/// new one when it breaks. All its calls block.
package final class SFTPLine: Sendable {
    /// Longer than a router takes to start again.
    package static let patienceDefault = Duration.seconds(180)
    private static let firstDelay = Duration.milliseconds(200)
    private static let delayMax = Duration.seconds(10)

    /// For people, without secrets: `sftp://user@host`.
    package let place: String
    private let server: SSHServer
    private let hostKeys: any HostKeys
    /// How long a server that is away is asked again.
    private let patience: Duration
    private let current = Mutex<SFTPConnection?>(nil)

    /// Nothing is connected yet.
    package init(
        _ server: SSHServer, hostKeys: any HostKeys, patience: Duration = patienceDefault
    ) {
        self.server = server
        self.hostKeys = hostKeys
        self.patience = patience
        place = "sftp://\(server.name)"
    }

    /// The connection that stands, or a new one when the last has broken.
    package func client() throws(StorageError) -> SFTPClient {
        let result = current.withLock { current -> Result<SFTPConnection, StorageError> in
            if let current, !current.hasFailed { return .success(current) }
            do throws(StorageError) {
                let fresh = try SFTPConnection(server, hostKeys: hostKeys)
                current = fresh
                return .success(fresh)
            } catch {
                return .failure(error)
            }
        }
        let connection = try result.get()
        return SFTPClient(
            connection: connection, facts: try connection.waitForFacts(), place: place)
    }

    /// The connection, if it stands already: for what can wait until somebody needs it.
    var clientThatStands: SFTPClient? {
        let connection = current.withLock { $0 }
        guard let connection, !connection.hasFailed, connection.stands else { return nil }
        return SFTPClient(connection: connection, facts: connection.factsSoFar, place: place)
    }

    /// Runs `body`, and again over a new connection as long as the old one breaks and there is
    /// patience. What it does has to bear being done twice.
    package func patiently<Result>(_ body: (SFTPClient) throws -> Result) throws -> Result {
        var delay = Self.firstDelay
        var waited = Duration.zero
        while true {
            try Task.checkCancellation()
            do {
                return try body(client())
            } catch let error as StorageError where Self.isLost(error) {
                guard waited < patience else { throw error }
                try pause(delay)
                waited += delay
                delay = min(delay * 2, Self.delayMax)
            }
        }
    }

    /// Whether an error says that the line broke, and nothing of what was asked.
    static func isLost(_ error: StorageError) -> Bool {
        switch error.kind {
        case .unreachable, .timeout: true
        default: false
        }
    }

    private func pause(_ time: Duration) throws {
        ThreadRole.requireBlockingAllowed("SFTPLine.pause")
        let step: Int64 = 50
        for _ in 0..<max(1, time.milliseconds / step) {
            try Task.checkCancellation()
            usleep(UInt32(step * 1000))
        }
    }

    /// The most requests that were on their way at once on the present connection.
    package var peakOutstanding: Int { current.withLock { $0?.peakOutstanding ?? 0 } }

    package func close() {
        current.withLock { current in
            current?.stop()
            current = nil
        }
    }
}

extension SFTPClient {
    /// The answer to a question about one path: what is there, or why that is not known.
    func look(at path: SystemString) throws -> SFTPAttributes? {
        switch try send(.linkStatus(path: path)).wait() {
        case .attributes(let attributes): return attributes
        case .status(let status) where status.code == .noSuchFile: return nil
        case .status(let status) where status.message == "Not a directory": return nil
        case .status(let status): throw error(status, "look at \(path)", nil)
        default: throw unexpected("look at \(path)", nil)
        }
    }

    /// nil for success.
    func outcome(of reply: Reply, _ what: String) throws -> SFTPStatus? {
        guard case .status(let status) = try reply.wait() else { throw unexpected(what, nil) }
        return status.code == .ok ? nil : status
    }

    /// Throws unless it succeeded.
    func require(_ reply: Reply, _ what: String) throws {
        if let status = try outcome(of: reply, what) { throw error(status, what, nil) }
    }
}
