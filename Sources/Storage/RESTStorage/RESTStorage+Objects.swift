internal import Cryptography
internal import HTTPClient
internal import HTTPStorage
internal import JSON
internal import RESTProtocol
internal import Storage
internal import Synchronization
internal import Values

/// Who is at the other end.
enum ServerKind: Hashable {
    /// It keeps repositories and nothing else.
    case plain
    /// `holdfast vault serve`, which keeps objects of any name; what it said when it was asked.
    case ours(ServedVault)
}

// The part of the protocol that only our own server speaks: docs/formats/vault-serve.md.
extension RESTStorage {
    var isServedAppendOnly: Bool {
        known.withLock { known in
            if case .ours(let about) = known { about.right != .full } else { false }
        }
    }

    /// Asked once: a server stays what it is.
    func isOurs() async throws -> Bool {
        if let known = known.withLock({ $0 }) { return known != .plain }
        let about = try await ask()
        known.withLock { $0 = about.map(ServerKind.ours) ?? .plain }
        return about != nil
    }

    /// What our own server says of the vault; nil from any other.
    func ask() async throws -> ServedVault? {
        var request = ClientRequest("GET", root)
        request.headers = [ClientHeader("Accept", ServedVault.contentType)]
        let reply = try await remote.send(request, .short)
        let bytes = try await reply.collect()
        let isOurs = reply.header(ServedVault.serverField) != nil
        guard reply.isSuccess, reply.header("Content-Type") == ServedVault.contentType else {
            // Another server may say anything but that it is not well, or does not know us.
            if isOurs || reply.status == 401 || reply.status >= 500 || reply.status == 429 {
                throw reply.failure()
            }
            return nil
        }
        do {
            return try ServedVault.schema.decode(bytes)
        } catch {
            throw StorageError(
                .unexpected,
                "\(place) says of itself what cannot be read: is it newer than this "
                    + "program?", underlying: error)
        }
    }

    /// Makes the vault's folder on our own server. Others make it with the first object.
    package func makeRoot() async throws {
        guard try await isOurs() else { return }
        let reply = try await remote.send(ClientRequest("POST", "\(root)?create=true"), .short)
        try await reply.finish()
        guard reply.isSuccess else { throw reply.failure() }
    }

    /// Below the vault's address; nil where the server has no place for such a name.
    func path(of name: ObjectName) async throws -> String? {
        if let known = RESTName(name) { return known.path }
        return try await isOurs() ? "\(RESTWords.objects)/\(name)" : nil
    }

    func putObject(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        guard let path = try await path(of: name) else {
            throw StorageError(
                .unsupported,
                "\(place) is a restic REST server, which keeps repositories only: "
                    + "choose another location for an archive, or serve that folder with "
                    + "holdfast vault serve", object: name)
        }
        let hash = RunningHash()
        let hashed = ObjectBody(length: body.length, isRepeatable: false) {
            HashingReader(try await body.open(), hash)
        }
        let content = try await HTTPUpload.body(
            hashed.openExact(for: name), length: body.length)
        var request = ClientRequest("PUT", root + path)
        request.headers = [ClientHeader("Content-Type", "application/octet-stream")]
        if rule == .create { request.headers.append(ClientHeader("If-None-Match", "*")) }
        if case .bytes = content {
            request.headers.append(
                ClientHeader(
                    RESTWords.contentDigestField, RESTWords.digestField(hash.digest.bytes)))
        }
        request.body = content
        let reply = try await remote.send(request, .upload, for: name)
        try await reply.finish()
        try check(reply, name, hash)
    }

    private func check(
        _ reply: HTTPReply, _ name: ObjectName, _ sent: RunningHash
    ) throws {
        switch reply.status {
        case 412: throw StorageError.alreadyExists(name, in: place)
        case 404:
            throw StorageError(
                .notFound, "there is no vault at \(place) yet: it has to be made first",
                object: name)
        case 403 where isServedAppendOnly:
            throw StorageError(
                .denied,
                "\(place) keeps what it has: these credentials may not replace \(name)",
                object: name)
        default: break
        }
        guard reply.isSuccess else { throw reply.failure() }
        let stored = reply.header(RESTWords.storedDigestField).flatMap { RESTWords.digest(in: $0) }
        guard stored == sent.digest.bytes else {
            throw StorageError(
                .failed, "\(place) stored something else as \(name) than was sent", object: name)
        }
    }

    func listObjects(
        _ folder: ObjectName?, _ take: @Sendable ([ObjectInfo]) async throws -> Void
    ) async throws {
        let below = folder.map { "\($0)/" } ?? ""
        let request = ClientRequest("GET", "\(root)\(RESTWords.objects)/\(below)")
        let reply = try await remote.send(request, .short)
        let bytes = try await reply.collect(limit: Self.listingMax)
        if reply.status == 404 {
            // No vault, so no objects; if it says so itself, and not what stands in front of it.
            guard reply.header(ServedVault.serverField) == nil else { return }
            throw StorageError(
                .failed, "something in front of \(place) said for it that there is nothing")
        }
        guard reply.isSuccess else { throw reply.failure() }
        guard let found = ObjectLines.read(bytes) else {
            throw StorageError(.unexpected, "\(place) sent a listing that cannot be read")
        }
        if !found.isEmpty { try await take(found) }
    }
}

/// Of content on its way, for comparing with what the server says that it stored.
private final class RunningHash: Sendable {
    private let hash = Mutex(SHA256())

    func update(_ piece: [UInt8]) {
        hash.withLock { $0.update(piece) }
    }

    /// Of all that has come so far.
    var digest: SHA256Digest { hash.withLock { $0.digestSoFar() } }
}

private final class HashingReader: ObjectReader {
    private let reader: any ObjectReader
    private let hash: RunningHash

    init(_ reader: any ObjectReader, _ hash: RunningHash) {
        self.reader = reader
        self.hash = hash
    }

    func next() async throws -> [UInt8]? {
        let piece = try await reader.next()
        if let piece { hash.update(piece) }
        return piece
    }
}
