internal import Host
package import SFTP
package import Storage
internal import Synchronization
package import Values

/// Objects as files below a folder of an SSH server, over version 3 of SFTP.
///
/// An object is written under a temporary name in the root, brought to the server's disk where it
/// offers that (`fsync@openssh.com`), and renamed. Replacing in one step needs
/// `posix-rename@openssh.com`, which nearly every server has; without it a taken name is refused
/// as unsupported. One connection carries all; when it breaks, the next call makes a new one.
package final class SFTPStorage: Storage {
    package let place: String
    let server: SSHServer
    let root: String
    let folders = RemoteFolders()
    private let hostKeys: any HostKeys
    private let current = Mutex<SFTPConnection?>(nil)

    /// Nothing is connected yet. `root` is a path on the server, from the user's own folder where
    /// it does not begin with a slash.
    package init(_ server: SSHServer, root: String, hostKeys: any HostKeys) {
        self.server = server
        self.root = root.isEmpty ? "." : root
        self.hostKeys = hostKeys
        let slash = root.hasPrefix("/") ? "" : "/~/"
        place = "sftp://\(server.name)\(slash)\(root)"
    }

    package func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        try StorageError.throwIfCancelled(name)
        try await SFTPUpload(name, body, rule, in: self, client: client(), folders: folders).run()
    }

    package func get(
        _ name: ObjectName, _ range: Range<Int64>?
    ) async throws -> any ObjectReader {
        try StorageError.throwIfCancelled(name)
        let client = try await client()
        let open = try client.send(.open(path: path(name), .read, mode: 0))
        let handle: SFTPHandle
        do {
            guard try await status(name, client) != nil else {
                throw StorageError.notFound(name, in: place)
            }
            handle = try await client.handle(open, "open \(name)", name)
        } catch {
            client.connection.closeIfOpened(open)
            throw error
        }
        return try await SFTPReader(name, range, handle, client)
    }

    package func head(_ name: ObjectName) async throws -> ObjectInfo? {
        try StorageError.throwIfCancelled(name)
        return try await status(name, client()).map { Self.info(name, $0) }
    }

    package func list(
        _ folder: ObjectName?, _ take: @Sendable ([ObjectInfo]) async throws -> Void
    ) async throws {
        try StorageError.throwIfCancelled(folder)
        try await SFTPListing(self, client()).run(folder, take)
    }

    package func delete(_ name: ObjectName) async throws {
        try StorageError.throwIfCancelled(name)
        let client = try await client()
        guard try await status(name, client) != nil else { return }
        let reply = try client.send(.remove(path: path(name)))
        let status = try await client.outcome(reply, "remove \(name)", name)
        if let status, status.code != .noSuchFile {
            throw client.error(status, "remove \(name)", name)
        }
        try await removeEmptyFolders(above: name, client)
    }

    package func space() async throws -> StorageSpace? {
        try StorageError.throwIfCancelled()
        return try await space(client())
    }

    package func sweep(before moment: Timestamp) async throws -> Int {
        try StorageError.throwIfCancelled()
        let client = try await client()
        var count = 0
        for entry in try await SFTPListing(self, client).leftovers(before: moment) {
            let name = String(decoding: entry.name, as: UTF8.self)
            let reply = try client.send(.remove(path: SystemString("\(root)/\(name)")))
            let status = try await client.outcome(reply, "remove \(name)", nil)
            if status == nil { count += 1 }
            guard let status, status.code != .noSuchFile else { continue }
            throw client.error(status, "remove \(name)", nil)
        }
        return count
    }

    package func close() async {
        current.withLock { current in
            current?.stop()
            current = nil
        }
    }

    /// A create is exact where the server's rename refuses a name that is taken, which is known
    /// once the connection stands.
    package var traits: StorageTraits {
        let isExact = current.withLock { $0?.factsSoFar.renameRefuses ?? false }
        return StorageTraits(takesUnknownLength: true, createIsExact: isExact, transfersMax: 8)
    }

    // MARK: The connection

    /// The connection that stands, or a new one when the last has broken.
    func client() async throws -> SFTPClient {
        let connection = try current.withLock { current in
            if let current, !current.hasFailed { return current }
            let fresh = try SFTPConnection(server, hostKeys: hostKeys)
            current = fresh
            return fresh
        }
        let facts = try await connection.facts()
        return SFTPClient(connection: connection, facts: facts, place: place)
    }

    /// The most requests that were on their way at once on the present connection.
    package var peakOutstanding: Int {
        current.withLock { $0?.peakOutstanding ?? 0 }
    }
}
