internal import HTTPClient
package import HTTPStorage
package import Host
package import Storage
internal import Synchronization
package import Values

/// Objects on a WebDAV server (RFC 4918).
///
/// An object is put under a passing name in the folder `.uploads` and moved to its own in one
/// request: of servers in use some write a `PUT` straight into the file that readers see. Where a
/// server does not move (found out by trying, once) objects are put in place, and a broken one is
/// deleted; such a server's own `PUT` has to be atomic.
package final class WebDAVStorage: Storage {
    package let place: String
    package let traits: StorageTraits

    let remote: HTTPRemote
    let tree: WebDAVTree
    /// Reads this much and throws it away where a server sends a whole object for a part of it.
    private let skipMax: Int64
    private let abilities = WebDAVAbilities()

    /// - Parameters:
    ///   - url: Of the folder that is the location's root; it is made if only it is missing.
    ///   - skipMax: See the property; by default no such server is put up with.
    package init(
        url: String, access: HTTPAccess = HTTPAccess(), skipMax: ByteCount = ByteCount(0),
        loop: EventLoop
    ) throws(StorageError) {
        place = "dav+\(url)"
        remote = HTTPRemote(place: place, access: access, loop: loop)
        tree = try WebDAVTree(url: url, remote: remote)
        self.skipMax = skipMax.bytes
        // Servers look and move in two steps, also where they promise one.
        traits = StorageTraits(
            takesUnknownLength: true, createIsExact: false, transfersMax: access.transfersMax)
    }

    // MARK: Writing

    package func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        try StorageError.throwIfCancelled(name)
        let canMove = try await abilities.canMove(tree)
        try await requirePlace(for: name, rule)
        try await tree.makeFolder(name.folder)
        guard canMove else { return try await putInPlace(name, body, rule) }
        try await tree.makeDrafts()
        let draft = tree.draftURL()
        do {
            try await send(body, to: draft, name)
            try await move(draft, to: name, rule)
        } catch {
            await discard(draft, after: error)
            throw error
        }
    }

    private func requirePlace(for name: ObjectName, _ rule: PutRule) async throws {
        switch try await tree.look(at: name) {
        case .object where rule == .create:
            throw StorageError.alreadyExists(name, in: place)
        case .folder:
            // A move would put the object in the place of everything in it.
            throw StorageError(
                .unexpected, "\(place) has a folder called \(name), so no object can be",
                object: name)
        case .object, .nothing: break
        }
    }

    private func send(_ body: ObjectBody, to url: String, _ name: ObjectName) async throws {
        let reader = try await body.openExact(for: name)
        var request = ClientRequest("PUT", url)
        request.headers = [ClientHeader("Content-Type", "application/octet-stream")]
        request.body = try await HTTPUpload.body(reader, length: body.length)
        let reply = try await remote.send(request, .upload, for: name)
        guard reply.isSuccess else {
            // A folder that we knew has been removed: the next attempt makes it again.
            guard [404, 409].contains(reply.status) else { throw Self.failure(reply) }
            tree.forget()
            throw reply.failure(.failed)
        }
        try await reply.finish()
        // Some servers keep what came of a body and answer as if it had been all.
        if body.length == nil { try await checkSize(of: url, is: reader.count, name) }
    }

    private func checkSize(of url: String, is size: Int64, _ name: ObjectName) async throws {
        let found = try await tree.look(at: url, for: name)
        guard case .object(let info) = found, info.size == size else {
            throw StorageError(
                .unexpected, "\(place) did not keep all of \(name)", object: name)
        }
    }

    private func move(_ draft: String, to name: ObjectName, _ rule: PutRule) async throws {
        for attempt in 0... {
            var request = ClientRequest("MOVE", draft)
            request.headers = [
                ClientHeader("Destination", tree.url(of: name)),
                ClientHeader("Overwrite", rule == .replace ? "T" : "F"),
            ]
            let reply = try await remote.send(request, .short, for: name)
            if reply.isSuccess { return try await reply.finish() }
            try await reply.finish()
            switch reply.status {
            case 412 where rule == .create: throw StorageError.alreadyExists(name, in: place)
            case 404 where attempt == 0, 409 where attempt == 0:
                // Somebody has removed the folder that we knew.
                try await tree.makeFolder(name.folder, forgetting: true)
            default: throw Self.failure(reply)
            }
        }
    }

    private func putInPlace(
        _ name: ObjectName, _ body: ObjectBody, _ rule: PutRule
    ) async throws {
        do {
            try await send(body, to: tree.url(of: name), name)
        } catch {
            // Under `.replace` the old object is better than none, if it is still there.
            if rule == .create { await discard(tree.url(of: name), after: error) }
            throw error
        }
    }

    private func discard(_ url: String, after error: any Error) async {
        // Nobody would hear it.
        guard (error as? StorageError)?.kind != .unreachable else { return }
        await Cleanup.run { [remote] in
            try await remote.send(ClientRequest("DELETE", url), .short).finish()
        }
    }

    package func delete(_ name: ObjectName) async throws {
        // A DELETE of a folder would take everything in it along.
        guard case .object = try await tree.look(at: name) else { return }
        try await tree.delete(tree.url(of: name), name)
    }

    package func sweep(before moment: Timestamp) async throws -> Int {
        var count = 0
        for draft in try await tree.drafts() {
            guard let modified = draft.modified, modified < moment else { continue }
            try await tree.delete(draft.url, nil)
            count += 1
        }
        return count
    }

    // MARK: Reading

    package func get(
        _ name: ObjectName, _ range: Range<Int64>?
    ) async throws -> any ObjectReader {
        if let range, range.isEmpty {
            guard try await head(name) != nil else { throw StorageError.notFound(name, in: place) }
            return BytesReader([])
        }
        try await tree.prepare()
        var request = ClientRequest("GET", tree.url(of: name))
        if let range {
            let header = "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
            request.headers = [ClientHeader("Range", header)]
        }
        let reply = try await remote.send(request, .download, for: name)
        if try await isFolder(reply, name) { throw StorageError.notFound(name, in: place) }
        guard reply.status != 404 else { throw StorageError.notFound(name, in: place) }
        guard reply.isSuccess || reply.status == 416 else { throw Self.failure(reply) }
        guard let range else { return reply.wholeReader(of: name) }
        return try reply.rangeReader(range, of: name, skipMax: skipMax)
    }

    /// Servers answer for a folder with a page, a redirect or a refusal.
    private func isFolder(_ reply: HTTPReply, _ name: ObjectName) async throws -> Bool {
        let isPage = reply.header("Content-Type")?.hasPrefix("text/html") ?? false
        switch reply.status {
        case 200..<300 where !isPage: return false
        case 200..<300, 300..<400, 403, 405:
            if case .object = try await tree.look(at: name) { return false }
            return true
        // What is below an object.
        case 409, 500: return try await tree.look(at: name) == .nothing
        default: return false
        }
    }

    package func head(_ name: ObjectName) async throws -> ObjectInfo? {
        guard case .object(let info) = try await tree.look(at: name) else { return nil }
        return info
    }

    package func list(
        _ folder: ObjectName?, _ take: @Sendable ([ObjectInfo]) async throws -> Void
    ) async throws {
        try await tree.walk(folder, take)
    }

    package func space() async throws -> StorageSpace? {
        try await tree.space()
    }

    package func close() async {
        await remote.close()
    }

    static func failure(_ reply: HTTPReply) -> StorageError {
        reply.status == 411
            ? StorageError(
                .unsupported, "\(reply.response.url) takes no content of unknown length")
            : reply.failure()
    }
}
