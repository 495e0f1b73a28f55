package import Host
internal import JSON
internal import Synchronization
internal import Values

/// The clients of a served folder, in `.holdfast-serve/clients.json` below it: no object's name
/// begins with a dot, so none of them can read or write it.
///
/// Every method but `client` blocks.
package final class ClientFile: VaultClients {
    package static let folderName = ".holdfast-serve"
    /// More machines than one disk serves.
    package static let clientsMax = 10_000
    private static let sizeMax = ByteCount.mebibytes(16)
    private static let fileName = "clients.json"

    private struct Known {
        var clients: [String: VaultClient] = [:]
        var status: FileStatus?
    }

    private let folder: Folder
    private let name: RelativePath
    private let known = Mutex(Known())

    /// Throws `.notFound` where no client was ever added, which may be an unmounted disk.
    package convenience init(in root: FilePath) throws {
        let folder = try Folder(at: root)
        try self.init(folder: folder.folder(RelativePath(Self.folderName)))
    }

    private init(folder: Folder) throws {
        self.folder = folder
        name = try RelativePath(Self.fileName)
        try refresh()
    }

    /// For the first client: the folder is made beside what is served.
    package static func make(in root: FilePath) throws -> ClientFile {
        let folder = try Folder(at: root)
        try folder.makeFolders(RelativePath(folderName))
        try folder.synchronize()
        return try ClientFile(in: root)
    }

    package func client(named name: String) -> VaultClient? {
        known.withLock { $0.clients[name] }
    }

    /// By name.
    package var clients: [VaultClient] {
        known.withLock { $0.clients.values.sorted { $0.name < $1.name } }
    }

    /// Reads the file again when it is another than the last time.
    package func refresh() throws {
        let status = try status()
        guard known.withLock({ $0.status?.isSameFile(as: status) != true }) else { return }
        let content = try read()
        let clients = Dictionary(
            content.clients.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        known.withLock { $0 = Known(clients: clients, status: status) }
    }

    private func status() throws -> FileStatus? {
        do throws(FileError) {
            return try folder.status(of: name)
        } catch  where error.kind == .notFound {
            return nil
        }
    }

    private func read() throws -> Content {
        guard try status() != nil else { return Content(version: 1, clients: []) }
        return try Content.schema.decode(folder.read(name, limit: Self.sizeMax))
    }

    /// Adds a client, or one in the place of another that has its name.
    package func add(_ client: VaultClient, replacing: Bool = false) throws {
        try change { clients in
            guard replacing || !clients.contains(where: { $0.name == client.name }) else {
                throw refusal(.alreadyExists, "there is a client \(client.name) already")
            }
            guard clients.count < Self.clientsMax else {
                throw refusal(.tooLarge, "there are \(Self.clientsMax) clients already")
            }
            clients.removeAll { $0.name == client.name }
            clients.append(client)
        }
    }

    /// Throws `.notFound` for one that is not there.
    package func remove(_ name: String) throws {
        try change { clients in
            guard clients.contains(where: { $0.name == name }) else {
                throw refusal(.notFound, "there is no client \(name)")
            }
            clients.removeAll { $0.name == name }
        }
    }

    /// One change at a time, also of other processes.
    private func change(_ body: (inout [VaultClient]) throws -> Void) throws {
        try folder.makeFolders(RelativePath("change"))
        let lock = try FolderLock(folder.folder(RelativePath("change")))
        var content = try read()
        try body(&content.clients)
        try DurableFile.replace(
            folder.path.appending(Self.fileName), with: Content.schema.encode(content))
        _ = consume lock
        try refresh()
    }

    private func refusal(_ kind: FileError.Kind, _ message: String) -> FileError {
        FileError(kind, message, path: folder.path.description)
    }

    private struct Content {
        let version: Int
        var clients: [VaultClient]

        static let schema = Schema<Content>.object(
            "VaultClients", "Who may come to the server of this folder.",
            Field("version", \.version, .integer(1...1)),
            Field("clients", \.clients, .list(of: VaultClient.schema, 0...clientsMax)),
            make: Content.init)
    }
}

extension FileStatus {
    fileprivate func isSameFile(as other: FileStatus?) -> Bool {
        guard let other else { return false }
        return device == other.device && inode == other.inode && size == other.size
            && modified == other.modified
    }
}
