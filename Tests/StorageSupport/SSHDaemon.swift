internal import Cryptography
internal import Glibc
internal import Host
package import SFTP
package import SFTPStorage
internal import TestSupport

/// OpenSSH's own server, on a free port of the loopback, with all its files in a scratch folder.
/// It lets in the user that runs the tests, by the keys made here.
package struct SSHDaemon: Sendable {
    package let scratch: String
    package let port: UInt16

    /// The folder that the tests keep their objects in.
    package var root: String { "\(scratch)/vault" }

    /// Which keys are made: large ones take their time.
    package enum Keys: Sendable {
        /// Of ed25519, the host's and the user's.
        case few
        /// Also of the other kinds, one with a passphrase, and one that the server does not know.
        case all
    }

    /// Runs `body` while the server serves; it ends with its body. `hostKey` is ed25519, ecdsa or
    /// rsa.
    package static func with<Result>(
        hostKey: String = "ed25519", keys: Keys = .few, extra: String = "",
        _ body: (SSHDaemon) async throws -> Result
    ) async throws -> Result {
        try await withScratchFolder { scratch in
            try await prepare(scratch, keys)
            let daemon = SSHDaemon(scratch: scratch, port: try freeLoopbackPort())
            return try await daemon.running(hostKey: hostKey, extra: extra) {
                try await body(daemon)
            }
        }
    }

    /// Runs it again in the same folder and on the same port, perhaps with another key.
    package func running<Result>(
        hostKey: String = "ed25519", extra: String = "", _ body: () async throws -> Result
    ) async throws -> Result {
        let settings = """
            Port \(port)
            ListenAddress 127.0.0.1
            HostKey \(scratch)/host_\(hostKey)
            AuthorizedKeysFile \(scratch)/authorized_keys
            PidFile none
            StrictModes no
            UsePAM no
            PermitRootLogin yes
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            MaxStartups 100
            Subsystem sftp internal-sftp
            \(extra)

            """
        try writeFile(Array(settings.utf8), to: "\(scratch)/sshd_config")
        return try await TestServer.run(
            "/usr/sbin/sshd", ["-D", "-e", "-f", "\(scratch)/sshd_config"], scratch: scratch,
            ready: { $0.contains("Server listening on") ? true : nil }
        ) { _ in
            try await body()
        }
    }

    /// The same at another port, to be run.
    package func moved() throws -> SSHDaemon {
        SSHDaemon(scratch: scratch, port: try freeLoopbackPort())
    }

    private static func prepare(_ scratch: String, _ keys: Keys) async throws {
        let script = """
            set -e
            cd '\(scratch)'
            mkdir vault && mkdir -p /run/sshd
            for type in ed25519 \(keys == .all ? "ecdsa rsa" : ""); do
                ssh-keygen -q -t $type -N '' -f host_$type
                ssh-keygen -q -t $type -N '' -f user_$type
            done
            if [ -f user_rsa ]; then
                ssh-keygen -q -t ed25519 -N 'correct horse' -f user_locked
                ssh-keygen -q -t ed25519 -N '' -f stranger
            fi
            cat user_*.pub >authorized_keys
            """
        let result = try await blocking { try shell(script) }
        guard result.status == 0 else {
            throw ServerEnded(description: "ssh-keygen: \(result.output)")
        }
    }

    /// How the tests come in.
    package func server(
        key: String = "user_ed25519", passphrase: String? = nil, port: UInt16? = nil,
        patience: Duration = .seconds(60)
    ) throws -> SSHServer {
        let file = FilePath("\(scratch)/\(key)")
        let credential = SSHCredential.keyFile(file, passphrase: passphrase.map { Secret($0) })
        return SSHServer(
            host: "127.0.0.1", port: port ?? self.port, user: try userName(),
            credentials: [credential], patience: patience)
    }

    package var hostKeys: HostKeyFile { HostKeyFile(FilePath("\(scratch)/known_hosts")) }

    package func open(port: UInt16? = nil) throws -> SFTPStorage {
        SFTPStorage(try server(port: port), root: root, hostKeys: hostKeys)
    }
}

/// Who runs the tests.
private func userName() throws -> String {
    guard let entry = getpwuid(getuid()) else { throw SystemError.last("getpwuid") }
    return String(cString: entry.pointee.pw_name)
}
