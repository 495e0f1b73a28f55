internal import HTTPClient
package import HTTPStorage
package import Host
internal import RESTProtocol
package import Storage
internal import Synchronization
package import Values

/// The objects of a restic repository on a server that speaks restic's REST protocol.
///
/// The protocol names objects by what they hold and knows no others, so an archive has no place on
/// most such servers (docs/decisions/0011). Our own, `holdfast vault serve`, takes objects of any
/// name beside it, and is known by what it says of itself. Such a server writes each object under a
/// passing name and cleans up after itself, so there is nothing to sweep.
package final class RESTStorage: Storage {
    /// Of a repository with a million objects.
    static let listingMax = ByteCount.mebibytes(256)

    package let place: String
    let root: String
    let remote: HTTPRemote
    private let transfersMax: Int
    private let isAppendOnly = Mutex(false)
    /// nil until the server was asked.
    let known = Mutex<ServerKind?>(nil)

    /// - Parameter url: Of the repository.
    package init(url: String, access: HTTPAccess = HTTPAccess(), loop: EventLoop) {
        root = url.hasSuffix("/") ? url : "\(url)/"
        place = "rest:\(root)"
        transfersMax = access.transfersMax
        remote = HTTPRemote(place: place, access: access, loop: loop)
    }

    /// Whether it is append-only is known once it has refused to give something up. Some servers
    /// refuse an object that is there already, others take it in its place.
    package var traits: StorageTraits {
        StorageTraits(
            takesUnknownLength: true, createIsExact: false, transfersMax: transfersMax,
            isAppendOnly: isAppendOnly.withLock { $0 } || isServedAppendOnly)
    }

    // MARK: Writing

    package func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        try StorageError.throwIfCancelled(name)
        guard let path = RESTName(name)?.path else { return try await putObject(name, body, rule) }
        if rule == .create, try await head(name) != nil {
            throw StorageError.alreadyExists(name, in: place)
        }
        if name == RESTName.config { try await makeRepository() }
        let reader = try await body.openExact(for: name)
        let content = try await HTTPUpload.body(reader, length: body.length)
        let reply = try await post(content, to: path, name)
        try await reply.finish()
        guard !reply.isSuccess else { return }
        // Said of what may not be done, and of an object that is there already.
        guard reply.status == 403, try await head(name) != nil else { throw reply.failure() }
        guard rule == .replace else { throw StorageError.alreadyExists(name, in: place) }
        try await putAnew(content, path, name)
    }

    /// In two steps, since there is no other way with a server that never replaces.
    private func putAnew(
        _ content: ClientRequest.Body, _ path: String, _ name: ObjectName
    ) async throws {
        guard case .bytes = content else {
            throw StorageError(
                .unsupported,
                "\(place) does not replace objects, and \(name) is too large to be "
                    + "sent a second time", object: name)
        }
        try await delete(name)
        let reply = try await post(content, to: path, name)
        try await reply.finish()
        guard reply.isSuccess else { throw reply.failure() }
    }

    private func post(
        _ content: ClientRequest.Body, to path: String, _ name: ObjectName
    ) async throws -> HTTPReply {
        var request = ClientRequest("POST", root + path)
        request.headers = [ClientHeader("Content-Type", "application/octet-stream")]
        request.body = content
        return try await remote.send(request, .upload, for: name)
    }

    /// Servers want to be told before they take the first object.
    private func makeRepository() async throws {
        let reply = try await remote.send(ClientRequest("POST", "\(root)?create=true"), .short)
        try await reply.finish()
        guard !reply.isSuccess else { return }
        throw reply.failure()
    }

    package func delete(_ name: ObjectName) async throws {
        guard let path = try await path(of: name) else { return }
        let reply = try await remote.send(ClientRequest("DELETE", root + path), .short, for: name)
        try await reply.finish()
        guard !reply.isSuccess, reply.status != 404 else { return }
        guard reply.status == 403 || reply.status == 405 else { throw reply.failure() }
        isAppendOnly.withLock { $0 = true }
        // It says so of every object, also of one that is not there.
        guard try await head(name) != nil else { return }
        throw StorageError(
            .denied,
            "\(place) keeps what it has: it is append-only, or these credentials may "
                + "not delete \(name)", object: name)
    }

    package func sweep(before moment: Timestamp) async throws -> Int { 0 }

    // MARK: Reading

    package func get(
        _ name: ObjectName, _ range: Range<Int64>?
    ) async throws -> any ObjectReader {
        guard let path = try await path(of: name) else {
            throw StorageError.notFound(name, in: place)
        }
        if let range, range.isEmpty {
            guard try await head(name) != nil else { throw StorageError.notFound(name, in: place) }
            return BytesReader([])
        }
        var request = ClientRequest("GET", root + path)
        if let range {
            let header = "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
            request.headers = [ClientHeader("Range", header)]
        }
        let reply = try await remote.send(request, .download, for: name)
        guard reply.status != 404 else { throw StorageError.notFound(name, in: place) }
        guard reply.isSuccess || reply.status == 416 else { throw reply.failure() }
        guard let range else { return reply.wholeReader(of: name) }
        return try reply.rangeReader(range, of: name, skipMax: 0)
    }

    package func head(_ name: ObjectName) async throws -> ObjectInfo? {
        try StorageError.throwIfCancelled(name)
        guard let path = try await path(of: name) else { return nil }
        let reply = try await remote.send(ClientRequest("HEAD", root + path), .short, for: name)
        try await reply.finish()
        guard reply.status != 404 else { return nil }
        guard reply.isSuccess else { throw reply.failure() }
        guard let size = reply.header("Content-Length").flatMap({ Int64($0) }) else {
            throw StorageError(
                .unexpected, "\(place) does not say how large \(name) is", object: name)
        }
        return ObjectInfo(
            name: name, size: size,
            modified: reply.header("Last-Modified").flatMap(HTTPDate.parse))
    }

    package func list(
        _ folder: ObjectName?, _ take: @Sendable ([ObjectInfo]) async throws -> Void
    ) async throws {
        try StorageError.throwIfCancelled()
        if try await isOurs() { return try await listObjects(folder, take) }
        if folder == nil, let config = try await head(RESTName.config) { try await take([config]) }
        let kinds = RESTName.Kind.allCases.filter { kind in
            folder.map { kind.rawValue == $0.parts[0] } ?? true
        }
        for kind in kinds {
            let found = try await list(kind).filter { info in
                folder.map(info.name.isBelow) ?? true
            }
            if !found.isEmpty { try await take(found) }
        }
    }

    private func list(_ kind: RESTName.Kind) async throws -> [ObjectInfo] {
        var request = ClientRequest("GET", "\(root)\(kind.rawValue)/")
        request.headers = [ClientHeader("Accept", RESTListing.contentType)]
        let reply = try await remote.send(request, .short)
        let bytes = try await reply.collect(limit: Self.listingMax)
        // No repository, so no objects.
        guard reply.status != 404 else { return [] }
        guard reply.isSuccess else { throw reply.failure() }
        guard let listed = RESTListing.read(bytes) else {
            throw StorageError(.unexpected, "\(place) sent a listing that cannot be read")
        }
        var found: [ObjectInfo] = []
        for (id, size) in listed {
            guard let name = RESTName.object(id, kind) else { continue }
            if let size {
                found.append(ObjectInfo(name: name, size: size))
            } else if let info = try await head(name) {
                found.append(info)
            }
        }
        return found
    }

    package func space() async throws -> StorageSpace? {
        try StorageError.throwIfCancelled()
        guard try await isOurs(), let about = try await ask(), let free = about.free else {
            return nil
        }
        return StorageSpace(free: free, total: about.total)
    }

    package func close() async {
        await remote.close()
    }
}
