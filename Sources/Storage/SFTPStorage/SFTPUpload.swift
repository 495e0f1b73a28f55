internal import Host
internal import SFTP
internal import Storage
internal import Values

/// One put: a temporary file in the root, written with many requests on their way at once.
struct SFTPUpload {
    /// At 32 KiB each this is what OpenSSH's window holds; more would only wait here.
    static let requestsMax = 64
    private static let attemptsMax = 8

    private let name: ObjectName
    private let body: ObjectBody
    private let rule: PutRule
    private let storage: SFTPStorage
    private let client: SFTPClient
    private let draft: SystemString

    init(
        _ name: ObjectName, _ body: ObjectBody, _ rule: PutRule, in storage: SFTPStorage,
        client: SFTPClient, folders: RemoteFolders
    ) {
        self.name = name
        self.body = body
        self.rule = rule
        self.storage = storage
        self.client = client
        draft = SystemString("\(storage.root)/\(Self.freshName())")
    }

    func run() async throws {
        if rule == .create, try await storage.status(name, client) != nil {
            throw StorageError.alreadyExists(name, in: storage.place)
        }
        try await requireRoom()
        let reader = try await body.openExact(for: name)
        let opened = try client.send(
            .open(path: draft, [.write, .create, .exclusive], mode: 0o600))
        do {
            try await fill(self.handle(opened), from: reader)
            try await appear()
        } catch {
            client.connection.forget(.remove(path: draft))
            throw error
        }
    }

    /// Closes the handle, also when it throws: a server gives its number to the next.
    private func fill(_ handle: SFTPHandle, from reader: ExactReader) async throws {
        do {
            try await write(reader, to: handle)
            if client.facts.canSynchronize {
                let reply = try client.send(.extended(.synchronize(handle)))
                try await client.finish(reply, "bring \(name) to its disk", name)
            }
        } catch {
            client.connection.forget(.close(handle))
            throw error
        }
        try await client.finish(client.send(.close(handle)), "close \(name)", name)
    }

    private func handle(_ reply: Reply) async throws -> SFTPHandle {
        do {
            return try await client.handle(reply, "write \(name)", name)
        } catch {
            client.connection.closeIfOpened(reply)
            if (error as? StorageError)?.kind == .notFound {
                try await storage.requireRoot(client)
            }
            throw error
        }
    }

    private func requireRoom() async throws {
        guard let length = body.length, length > 0, let space = try await storage.space(client),
            space.free.bytes < length
        else { return }
        throw StorageError(
            .full,
            "\(storage.place) is full: \(space.free) are free, and \(ByteCount(length)) "
                + "are needed for \(name)", object: name)
    }

    private func write(_ reader: ExactReader, to handle: SFTPHandle) async throws {
        var waiting: [Reply] = []
        var first = 0
        var offset: UInt64 = 0
        while let piece = try await reader.next() {
            var rest = piece[...]
            while !rest.isEmpty {
                if waiting.count - first >= Self.requestsMax {
                    try await finish(waiting[first])
                    first += 1
                    if first == waiting.count / 2 {
                        waiting.removeFirst(first)
                        first = 0
                    }
                }
                let block = Array(rest.prefix(client.facts.blockSize))
                waiting.append(try client.send(.write(handle, offset: offset, block)))
                offset += UInt64(block.count)
                rest = rest.dropFirst(block.count)
            }
        }
        for reply in waiting[first...] { try await finish(reply) }
    }

    /// The protocol has no word for a full disk: most servers call it a failure.
    private func finish(_ reply: Reply) async throws {
        guard let status = try await client.outcome(reply, "write \(name)", name) else { return }
        if status.code == .failure, let space = try await storage.space(client),
            space.free < .mebibytes(1)
        {
            throw StorageError(.full, "\(storage.place) is full", object: name)
        }
        throw client.error(status, "write \(name)", name)
    }

    // MARK: Its own name

    private func appear() async throws {
        for attempt in 1... {
            do {
                try await storage.makeFolders(name.folder, client)
                guard let status = try await rename() else { return }
                throw client.error(status, "name \(name)", name)
            } catch let error as StorageError
                where error.kind == .notFound && attempt < Self.attemptsMax && error.object != nil
            {
                // Somebody has removed the folder because it was empty.
                if let folder = name.folder { storage.folders.forget(folder) }
            }
        }
    }

    /// nil when it has its name.
    private func rename() async throws -> SFTPStatus? {
        let target = storage.path(name)
        let request: SFTPRequest =
            rule == .replace && client.facts.canReplace
            ? .extended(.rename(path: draft, to: target)) : .rename(path: draft, to: target)
        let status = try await client.outcome(client.send(request), "name \(name)", name)
        guard let status, status.code == .failure || status.code == .alreadyExists else {
            return status
        }
        guard try await storage.status(name, client) != nil else { return status }
        if rule == .create { throw StorageError.alreadyExists(name, in: storage.place) }
        throw StorageError(
            .unsupported,
            "\(storage.place) cannot replace \(name) in one step, since the server does not offer "
                + SFTPExtension.renameName, object: name)
    }

    private static func freshName() -> String {
        "\(leftoverPrefix)\(String(UInt64.random(in: .min ... .max), radix: 16))\(leftoverSuffix)"
    }

    private static let leftoverPrefix = ".holdfast-"
    private static let leftoverSuffix = ".tmp"

    /// Whether a name is one that uploads use.
    static func isLeftover(_ name: [UInt8]) -> Bool {
        name.starts(with: leftoverPrefix.utf8)
            && name.suffix(leftoverSuffix.utf8.count).elementsEqual(leftoverSuffix.utf8)
    }
}
