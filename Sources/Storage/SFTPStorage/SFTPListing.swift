internal import SFTP
internal import Storage
internal import Values

/// A walk over the objects below a folder, many folders at once: each costs some round trips.
struct SFTPListing {
    private static let foldersAtOnce = 16

    private struct Found: Sendable {
        var objects: [ObjectInfo] = []
        var folders: [ObjectName] = []
    }

    private let storage: SFTPStorage
    private let client: SFTPClient

    init(_ storage: SFTPStorage, _ client: SFTPClient) {
        self.storage = storage
        self.client = client
    }

    func run(
        _ folder: ObjectName?, _ take: @Sendable ([ObjectInfo]) async throws -> Void
    ) async throws {
        guard try await isThere(folder) else { return }
        try await withThrowingTaskGroup(of: Found.self) { group in
            var pending: [ObjectName?] = [folder]
            var running = 0
            while running > 0 || !pending.isEmpty {
                while running < Self.foldersAtOnce, let next = pending.popLast() {
                    group.addTask { try await look(into: next) }
                    running += 1
                }
                guard let found = try await group.next() else { break }
                running -= 1
                pending += found.folders
                if !found.objects.isEmpty { try await take(found.objects) }
            }
        }
        try StorageError.throwIfCancelled(folder)
    }

    /// What uploads have left behind in the root.
    func leftovers(before moment: Timestamp) async throws -> [SFTPEntry] {
        try await entries(nil).filter { entry in
            SFTPUpload.isLeftover(entry.name) && entry.attributes.kind != .folder
                && Timestamp(seconds: Int64(entry.attributes.modified ?? 0)) < moment
        }
    }

    /// Throws when the root is missing or a link is on the way.
    private func isThere(_ folder: ObjectName?) async throws -> Bool {
        try await storage.requireRoot(client)
        guard let folder else { return true }
        return try await storage.isFolder(folder, client)
    }

    private func look(into folder: ObjectName?) async throws -> Found {
        var found = Found()
        for entry in try await entries(folder) {
            guard let name = Self.name(of: entry, in: folder) else { continue }
            let kind: SFTPAttributes.Kind? =
                if let kind = entry.attributes.kind { kind } else { try await self.kind(of: name) }
            switch kind {
            case .file: found.objects.append(SFTPStorage.info(name, entry.attributes))
            case .folder: found.folders.append(name)
            // What is behind a link must not be taken for missing.
            case .link: throw storage.link(name)
            case .other, nil: break
            }
        }
        return found
    }

    private func kind(of name: ObjectName) async throws -> SFTPAttributes.Kind? {
        let reply = try client.send(.linkStatus(path: storage.path(name)))
        return try await client.attributes(reply, name)?.kind
    }

    /// All of one folder; none when it has been removed meanwhile.
    private func entries(_ folder: ObjectName?) async throws -> [SFTPEntry] {
        let opened = try client.send(.openFolder(path: storage.path(folder)))
        let handle: SFTPHandle
        do {
            handle = try await client.handle(opened, "list \(storage.path(folder))", folder)
        } catch let error as StorageError where error.kind == .notFound && folder != nil {
            return []
        }
        defer { client.connection.forget(.close(handle)) }
        var entries: [SFTPEntry] = []
        while true {
            try StorageError.throwIfCancelled(folder)
            switch try await client.connection.call(.readFolder(handle)) {
            case .names(let more): entries += more
            case .status(let status) where status.code == .endOfFile: return entries
            case .status(let status) where status.code != .ok:
                throw client.error(status, "list \(storage.path(folder))", folder)
            default: throw client.unexpected("list \(storage.path(folder))", folder)
            }
        }
    }

    private static func name(of entry: SFTPEntry, in folder: ObjectName?) -> ObjectName? {
        let text = String(decoding: entry.name, as: UTF8.self)
        // Names that no object can have are somebody else's.
        return try? folder.map { try $0.appending(text) } ?? ObjectName(text)
    }
}
