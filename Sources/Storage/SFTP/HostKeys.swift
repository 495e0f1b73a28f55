package import Host
internal import Storage
internal import Synchronization
internal import Values

/// Decides whether a server is the one that we know.
package protocol HostKeys: Sendable {
    /// Throws `.untrusted` for a key that is not the one pinned. Blocks.
    func judge(_ fingerprint: String, of server: SSHServer) throws
}

extension HostKeys {
    /// The alarm.
    func changed(_ server: SSHServer, from pinned: String, to shown: String) -> StorageError {
        StorageError(
            .untrusted,
            "\(server.host):\(server.port) shows another host key than before. Pinned: \(pinned). "
                + "Shown: \(shown). Somebody may be in between: nothing was sent. If the server's "
                + "key was changed on purpose, remove the old one.")
    }
}

/// One key that is known beforehand, as `ssh-keygen -l` prints it: `SHA256:…`.
package struct PinnedHostKey: HostKeys {
    private let fingerprint: String

    package init(_ fingerprint: String) {
        self.fingerprint = fingerprint
    }

    package func judge(_ fingerprint: String, of server: SSHServer) throws {
        guard fingerprint == self.fingerprint else {
            throw changed(server, from: self.fingerprint, to: fingerprint)
        }
    }
}

/// A file with a line for each server, `host:port SHA256:…`. The first key that a server shows is
/// written down, and is the only one from then on.
package final class HostKeyFile: HostKeys {
    private static let sizeMax = ByteCount.mebibytes(1)

    private let path: FilePath
    /// One reader and writer at a time; two processes that meet a server at the same moment both
    /// pin the key that they saw, and the last to write wins.
    private let writing = Mutex(())

    package init(_ path: FilePath) {
        self.path = path
    }

    package func judge(_ fingerprint: String, of server: SSHServer) throws {
        try writing.withLock { _ in
            let name = "\(server.host):\(server.port)"
            var lines = try read()
            let pinned = lines.first { $0.split(separator: " ").first.map(String.init) == name }
            guard let pinned else {
                lines.append("\(name) \(fingerprint)")
                return try write(lines)
            }
            let known = String(pinned.dropFirst(name.count + 1))
            guard known == fingerprint else {
                throw changed(server, from: known, to: fingerprint)
            }
        }
    }

    private func read() throws -> [String] {
        do {
            let bytes = try DurableFile.read(path, limit: Self.sizeMax)
            return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        } catch  where error.kind == .notFound {
            return []
        } catch {
            throw StorageError(
                .badConfiguration, "the known host keys cannot be read: \(error)",
                underlying: error)
        }
    }

    private func write(_ lines: [String]) throws {
        do {
            try DurableFile.replace(path, with: Array(lines.map { $0 + "\n" }.joined().utf8))
        } catch {
            throw StorageError(
                .badConfiguration, "a host key cannot be written down: \(error)",
                underlying: error)
        }
    }
}
