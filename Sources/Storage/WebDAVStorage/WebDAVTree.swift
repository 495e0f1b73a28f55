internal import Cryptography
internal import HTTPClient
internal import HTTPStorage
internal import Storage
internal import Synchronization
internal import Values

/// The folders and files of a WebDAV server below the location's root.
final class WebDAVTree: Sendable {
    enum Finding: Hashable {
        case nothing, folder
        case object(ObjectInfo)
    }

    struct Draft: Hashable {
        let url: String
        let modified: Timestamp?
    }

    /// No object is called so, since their names begin with no dot.
    static let drafts = ".uploads"
    /// Folders that are read at once.
    private static let walkersMax = 4
    /// More are not remembered as made.
    private static let knownMax = 10_000

    let remote: HTTPRemote
    /// With a slash at its end.
    private let root: String
    private let rootPath: HrefPath
    private let known = Mutex<Set<String>>([])
    private let isPrepared = Mutex(false)

    init(url: String, remote: HTTPRemote) throws(StorageError) {
        root = url.hasSuffix("/") ? url : "\(url)/"
        self.remote = remote
        guard let path = HrefPath(root) else {
            throw StorageError(.badConfiguration, "\(url) is no address of a WebDAV folder")
        }
        rootPath = path
    }

    func url(of name: ObjectName) -> String { root + name.text }

    func draftURL() -> String {
        "\(root)\(Self.drafts)/\(Hex.encode(SecureRandom.bytes(16)))"
    }

    /// Settles once how we prove who we are: the server's first refusal says what it wants.
    func prepare() async throws {
        guard !isPrepared.withLock({ $0 }) else { return }
        let reply = try await propfind(root, depth: 0, for: nil)
        try await reply.finish()
        if reply.status == 401, case .basic(let user, let password) = remote.access.credentials,
            reply.asksForDigest
        {
            remote.use(.digest(user: user, password: password))
        }
        isPrepared.withLock { $0 = true }
    }

    // MARK: Folders

    /// With all above it. A nil folder is the root.
    func makeFolder(_ folder: ObjectName?, forgetting: Bool = false) async throws {
        if forgetting { forget() }
        try await make((folder?.text).map { "\($0)/" } ?? "")
    }

    /// Makes folders anew where they are missing.
    func forget() {
        known.withLock { $0 = [] }
    }

    func makeDrafts() async throws {
        try await make("\(Self.drafts)/")
    }

    /// - Parameter path: Empty for the root, else with a slash at its end.
    private func make(_ path: String) async throws {
        guard !known.withLock({ $0.contains(path) }) else { return }
        var reply = try await mkcol(path)
        // RFC 4918 section 9.3.1: a 409 says that what is above is missing; some say 404.
        if [404, 409].contains(reply.status), !path.isEmpty {
            try await make(Self.parent(of: path))
            reply = try await mkcol(path)
        }
        switch reply.status {
        // 405 is said of a folder that is there; redirects by servers that want to say the same.
        case 200..<300, 301, 302, 405: remember(path)
        case 409:
            throw StorageError(
                .notFound, "\(remote.place) does not exist, nor does the folder above it")
        default: throw reply.failure()
        }
    }

    private func mkcol(_ path: String) async throws -> HTTPReply {
        let reply = try await remote.send(ClientRequest("MKCOL", root + path), .short)
        try await reply.finish()
        return reply
    }

    private func remember(_ path: String) {
        known.withLock { known in
            if known.count >= Self.knownMax { known = [] }
            known.insert(path)
        }
    }

    private static func parent(of path: String) -> String {
        let above = path.dropLast().utf8.lastIndex(of: UInt8(ascii: "/"))
        return above.map { String(path[...$0]) } ?? ""
    }

    // MARK: Looking

    func look(at name: ObjectName) async throws -> Finding {
        try await prepare()
        return try await look(at: url(of: name), for: name)
    }

    func look(at url: String, for name: ObjectName) async throws -> Finding {
        let reply = try await propfind(url, depth: 0, for: name)
        let entries = try await read(reply) ?? []
        guard let entry = entries.first else { return .nothing }
        try requireTold(entry, name)
        guard !entry.isFolder else { return .folder }
        return .object(try info(of: entry, name))
    }

    func drafts() async throws -> [Draft] {
        try await prepare()
        let folder = "\(root)\(Self.drafts)/"
        let entries = try await read(propfind(folder, depth: 1, for: nil)) ?? []
        return entries.compactMap { entry in
            guard !entry.isFolder, entry.fault == nil, let last = entry.path.parts.last,
                let name = String(validating: last, as: UTF8.self)
            else { return nil }
            return Draft(
                url: folder + PercentEncoded(name).text, modified: entry.modified)
        }
    }

    func space() async throws -> StorageSpace? {
        try await prepare()
        let entries = try await read(propfind(root, depth: 0, for: nil)) ?? []
        guard let entry = entries.first, let free = entry.quotaFree, free >= 0 else { return nil }
        return StorageSpace(
            free: ByteCount(free), total: entry.quotaUsed.map { ByteCount($0 + free) })
    }

    /// Every object below the folder. Each folder is asked for by itself: many servers refuse to
    /// tell of a whole tree at once, and it might not end.
    func walk(
        _ folder: ObjectName?, _ take: @Sendable ([ObjectInfo]) async throws -> Void
    ) async throws {
        try await prepare()
        try await withThrowingTaskGroup(of: Level.self) { group in
            var waiting: [ObjectName] = []
            var running = 1
            group.addTask { try await self.level(folder, isListed: false) }
            repeat {
                while running < Self.walkersMax, let next = waiting.popLast() {
                    group.addTask { try await self.level(next, isListed: true) }
                    running += 1
                }
                guard let level = try await group.next() else { break }
                running -= 1
                waiting += level.folders
                if !level.objects.isEmpty { try await take(level.objects) }
            } while running > 0 || !waiting.isEmpty
        }
    }

    private struct Level: Sendable {
        var objects: [ObjectInfo] = []
        var folders: [ObjectName] = []
    }

    /// - Parameter isListed: The folder above it names it: it cannot just not be there.
    private func level(_ folder: ObjectName?, isListed: Bool) async throws -> Level {
        let path = (folder?.text).map { "\($0)/" } ?? ""
        let depth = folder?.parts.count ?? 0
        var level = Level()
        guard let entries = try await read(propfind(root + path, depth: 1, for: nil)) else {
            guard isListed else { return level }
            throw StorageError(.failed, "\(remote.place) lists \(path) and does not find it")
        }
        for entry in entries {
            guard let parts = entry.path.parts(below: rootPath) else {
                throw StorageError(
                    .unexpected, "\(remote.place) lists what lies at another address")
            }
            if parts.count == depth { try requireTold(entry, folder) }
            // The folder itself, and whatever no object of ours is called.
            guard parts.count == depth + 1, let name = Self.name(parts),
                folder.map(name.isBelow) ?? true
            else { continue }
            try requireTold(entry, name)
            if entry.isFolder {
                level.folders.append(name)
            } else {
                level.objects.append(try info(of: entry, name))
            }
        }
        return level
    }

    /// What a server cannot tell of is not missing: whoever takes it so deletes what needs it.
    private func requireTold(_ entry: MultistatusEntry, _ name: ObjectName?) throws {
        guard let fault = entry.fault else { return }
        let what = name?.text ?? "its folder"
        throw StorageError(
            .failed, "\(remote.place) cannot tell of \(what): \(fault)", object: name)
    }

    private static func name(_ parts: ArraySlice<[UInt8]>) -> ObjectName? {
        // Losing the error is fine: it says that this is not one of our names.
        try? ObjectName(String(decoding: Array(parts.joined(separator: [47])), as: UTF8.self))
    }

    private func info(of entry: MultistatusEntry, _ name: ObjectName) throws -> ObjectInfo {
        guard let size = entry.size, size >= 0 else {
            throw StorageError(
                .unexpected, "\(remote.place) does not say how large \(name) is", object: name)
        }
        return ObjectInfo(name: name, size: size, modified: entry.modified)
    }

    // MARK: Requests

    func delete(_ url: String, _ name: ObjectName?) async throws {
        let reply = try await remote.send(ClientRequest("DELETE", url), .short, for: name)
        try await reply.finish()
        guard !reply.isSuccess, reply.status != 404, reply.status != 410 else { return }
        throw reply.failure()
    }

    private func propfind(
        _ url: String, depth: Int, for name: ObjectName?
    ) async throws -> HTTPReply {
        var request = ClientRequest("PROPFIND", url)
        request.headers = [
            ClientHeader("Depth", "\(depth)"),
            ClientHeader("Content-Type", "application/xml; charset=utf-8"),
        ]
        request.body = .bytes(MultistatusReader.question)
        return try await remote.send(request, .short, for: name)
    }

    /// nil where there is nothing.
    private func read(_ reply: HTTPReply) async throws -> [MultistatusEntry]? {
        switch reply.status {
        case 207: break
        // 409 and 405 are said of what would be below a file.
        case 404, 409, 410:
            try await reply.finish()
            return nil
        case 301, 302, 307, 308:
            try await reply.finish()
            // To the same with a slash: that is a folder.
            let url = reply.response.url
            guard !url.hasSuffix("/"),
                reply.header("Location").flatMap(HrefPath.init) == HrefPath(url)
            else { throw reply.failure() }
            return try await read(propfind("\(url)/", depth: 0, for: reply.object))
        default:
            try await reply.finish()
            throw reply.failure()
        }
        var reader = MultistatusReader()
        var entries: [MultistatusEntry] = []
        let body = reply.reader()
        do {
            while let piece = try await body.next() { entries += try reader.push(piece) }
        } catch let error as MultistatusError {
            throw StorageError(
                .unexpected, "\(remote.place) sent a listing that cannot be read: \(error)")
        }
        do {
            try reader.finish()
        } catch {
            // rclone ends a listing so that has met a file which is being written.
            throw StorageError(.failed, "\(remote.place) broke off a listing: \(error)")
        }
        return entries
    }
}

extension HTTPReply {
    var asksForDigest: Bool {
        let schemes = response.headers.filter { $0.isNamed("WWW-Authenticate") }
            .map { $0.value.lowercased() }
        return schemes.contains { $0.hasPrefix("digest") }
            && !schemes.contains { $0.hasPrefix("basic") }
    }
}
