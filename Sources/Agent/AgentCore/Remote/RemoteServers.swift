internal import AgentProtocol
package import Cryptography
internal import Domain
package import Host
internal import SFTP
internal import SFTPConnector
internal import Storage

/// The machines over SSH that sources lie on: reached with what a hub sent for one of them, and
/// with nothing else that lies on this machine.
package struct RemoteServers: Sendable {
    private let hostKeys: HostKeyFile
    private let keys: @Sendable () -> [BoxPrivateKey]

    /// - Parameters:
    ///   - seen: The file of host keys that servers have shown.
    ///   - keys: What secrets are sealed to, at this moment.
    package init(seen: FilePath, keys: @escaping @Sendable () -> [BoxPrivateKey]) {
        hostKeys = HostKeyFile(seen)
        self.keys = keys
    }

    /// Lends a line to a server that has shown the key it is to have; it is closed however `body`
    /// ends, and when the task is cancelled, so that nobody waits for a server that is silent.
    ///
    /// Throws `ServerError`, and what `body` throws.
    func with<Result: Sendable>(
        _ remote: SFTPConfiguration, _ secrets: [SealedSecret],
        _ body: (ServerLine) async throws -> Result
    ) async throws -> Result {
        let server = SSHServer(
            host: remote.host, port: UInt16(clamping: remote.port), user: remote.user,
            credentials: try OpenedSecrets(secrets, with: keys()).ways)
        let judge = SeenKey(remote.hostKey.map { PinnedHostKey($0) } ?? hostKeys)
        let line = SFTPLine(server, hostKeys: judge)
        return try await withTaskCancellationHandler {
            defer { line.close() }
            do {
                _ = try line.client()
                return try await body(ServerLine(line: line, key: judge))
            } catch let error as StorageError where !Task.isCancelled {
                throw ServerError(cause: error)
            }
        } onCancel: {
            line.close()
        }
    }
}

/// What a server said, or why it could not be asked.
struct ServerError: Error {
    let cause: StorageError
}
