internal import Host
internal import SFTP
internal import Storage
internal import Values

extension SFTPStorage {
    func path(_ name: ObjectName) -> SystemString { SystemString("\(root)/\(name)") }

    func path(_ folder: ObjectName?) -> SystemString {
        folder.map(path) ?? SystemString(root)
    }

    static func info(_ name: ObjectName, _ attributes: SFTPAttributes) -> ObjectInfo {
        ObjectInfo(
            name: name, size: Int64(clamping: attributes.size ?? 0),
            modified: attributes.modified.map { Timestamp(seconds: Int64($0)) })
    }

    /// Of the file under this name; nil for none and for a folder. A link on the way or at the end
    /// throws, as in a local vault. All names are asked for at once, so it costs one round trip.
    func status(_ name: ObjectName, _ client: SFTPClient) async throws -> SFTPAttributes? {
        var above: [(ObjectName, Reply)] = []
        var folder = name.folder
        while let next = folder {
            if folders.contains(next) { break }
            above.append((next, try client.send(.linkStatus(path: path(next)))))
            folder = next.folder
        }
        let reply = try client.send(.linkStatus(path: path(name)))
        for (folder, reply) in above.reversed() {
            guard try await isFolder(folder, reply, client) else {
                try await requireRoot(client)
                return nil
            }
        }
        guard let found = try await client.attributes(reply, name) else {
            if let folder = name.folder { folders.forget(folder) }
            try await requireRoot(client)
            return nil
        }
        guard found.kind != .link else { throw link(name) }
        return found.kind == .file ? found : nil
    }

    /// Whether a folder and all above it are folders; a link throws.
    func isFolder(_ folder: ObjectName, _ client: SFTPClient) async throws -> Bool {
        var replies: [(ObjectName, Reply)] = []
        var next: ObjectName? = folder
        while let name = next {
            replies.append((name, try client.send(.linkStatus(path: path(name)))))
            next = name.folder
        }
        for (name, reply) in replies.reversed() {
            guard try await isFolder(name, reply, client) else { return false }
        }
        return true
    }

    private func isFolder(
        _ folder: ObjectName, _ reply: Reply, _ client: SFTPClient
    ) async throws -> Bool {
        let kind = try await client.attributes(reply, folder)?.kind
        guard kind != .link else { throw link(folder) }
        if kind == .folder { folders.insert(folder) }
        return kind == .folder
    }

    func link(_ name: ObjectName) -> StorageError {
        StorageError(
            .unexpected,
            "\(name) in \(place) is a symbolic link, and none is followed below a vault's folder",
            object: name)
    }

    /// Something is missing: throws `.notFound` when it is the root itself.
    func requireRoot(_ client: SFTPClient) async throws {
        guard try await !hasRoot(client) else { return }
        throw StorageError(.notFound, "there is no folder \(place): is the disk mounted?")
    }

    private func hasRoot(_ client: SFTPClient) async throws -> Bool {
        let reply = try client.send(.status(path: SystemString(root)))
        return try await client.attributes(reply, nil)?.kind == .folder
    }

    /// Makes the location's folder and those above it, where they are missing, for the user alone.
    package func makeRoot() async throws {
        let client = try await client()
        guard try await !hasRoot(client) else { return }
        var path = root.hasPrefix("/") ? "/" : ""
        var refusal: SFTPStatus?
        for name in root.split(separator: "/") {
            path += name
            // What is there already refuses, and so does what must not be made: the end tells.
            refusal = try await client.outcome(
                client.send(.makeFolder(path: SystemString(path), mode: 0o700)),
                "make folder \(path)", nil)
            path += "/"
        }
        guard try await !hasRoot(client) else { return }
        throw client.error(
            refusal ?? SFTPStatus(code: .noSuchFile, message: "it vanished"),
            "make folder \(root)", nil)
    }

    /// Makes the folders on the way to an object.
    func makeFolders(_ folder: ObjectName?, _ client: SFTPClient) async throws {
        guard let folder, !folders.contains(folder) else { return }
        try await makeFolders(folder.folder, client)
        let made = try client.send(.makeFolder(path: path(folder), mode: 0o700))
        let looked = try client.send(.linkStatus(path: path(folder)))
        let status = try await client.outcome(made, "make folder \(folder)", folder)
        guard try await isFolder(folder, looked, client) else {
            try await requireRoot(client)
            // Somebody else has removed it again, or what is there is no folder.
            throw client.error(
                status ?? SFTPStatus(code: .noSuchFile, message: "it vanished"),
                "make folder \(folder)", folder)
        }
    }

    /// Folders that a delete has left empty go as well; a full one refuses.
    func removeEmptyFolders(above name: ObjectName, _ client: SFTPClient) async throws {
        var above = name.folder
        while let folder = above {
            // First, so that a put that begins meanwhile makes the folder anew.
            folders.forget(folder)
            let reply = try client.send(.removeFolder(path: path(folder)))
            guard try await client.outcome(reply, "remove \(folder)", folder) == nil else { return }
            above = folder.folder
        }
    }

    func space(_ client: SFTPClient) async throws -> StorageSpace? {
        guard client.facts.canTellSpace else { return nil }
        let reply = try client.send(.extended(.space(path: SystemString(root))))
        switch try await reply.value() {
        case .extended(let bytes): return try Self.space(bytes)
        case .status(let status) where status.code == .noSuchFile:
            try await requireRoot(client)
            return nil
        default: return nil
        }
    }

    /// statvfs in OpenSSH's order: block size, fragment size, blocks, free, available, …
    static func space(_ bytes: [UInt8]) throws -> StorageSpace? {
        do {
            var fields = SFTPFields(bytes[...])
            _ = try fields.wide()
            let unit = try fields.wide()
            let total = try fields.wide().multipliedReportingOverflow(by: unit)
            _ = try fields.wide()
            let free = try fields.wide().multipliedReportingOverflow(by: unit)
            guard !total.overflow, !free.overflow else { return nil }
            return StorageSpace(
                free: ByteCount(free.partialValue), total: ByteCount(total.partialValue))
        } catch {
            throw StorageError(.unexpected, "the server's disk space is \(error)")
        }
    }
}
