internal import Connector
internal import Domain
internal import FilesConnector
internal import Host
internal import SFTP
internal import SFTPConnector
internal import Synchronization

/// A server that has shown its key and let us in.
struct ServerLine: Sendable {
    private let line: SFTPLine
    private let key: SeenKey

    init(line: SFTPLine, key: SeenKey) {
        self.line = line
        self.key = key
    }

    /// Of its key, as `ssh-keygen -l` prints it.
    var fingerprint: String? { key.fingerprint }

    func source(_ files: FilesConfiguration) throws -> SFTPSource {
        try SFTPSource(
            files.paths.map { SystemString($0) }, over: line, options: FilesOptions(files))
    }

    func folder(at path: String) throws -> RemoteFolder {
        try RemoteFolder(at: SystemString(path), over: line)
    }

    /// Everything of the server, from its root.
    func target(isRoot: Bool, _ options: RestoreOptions) -> SFTPRestore {
        SFTPRestore(into: "/", over: line, isRoot: isRoot, options)
    }
}

/// Remembers the key that a judge let through.
final class SeenKey: HostKeys {
    private let judge: any HostKeys
    private let seen = Mutex<String?>(nil)

    init(_ judge: any HostKeys) {
        self.judge = judge
    }

    var fingerprint: String? { seen.withLock { $0 } }

    func judge(_ fingerprint: String, of server: SSHServer) throws {
        try judge.judge(fingerprint, of: server)
        seen.withLock { $0 = fingerprint }
    }
}
