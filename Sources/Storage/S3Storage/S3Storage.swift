internal import Cryptography
package import HTTPClient
package import HTTPStorage
package import Host
package import Storage
internal import Synchronization
package import Values

/// Objects in a bucket of an S3-compatible service.
///
/// A body of a known length of up to `singleMax` is one streamed `PUT`; others are uploads of
/// many parts. Parts of a body of known length are streamed as well; without a length each is
/// held until it is full, see `S3PartPlan` for how large that is. What is held is signed with its
/// hash; a stream is not, and relies on TLS to arrive unchanged.
package final class S3Storage: Storage {
    /// Below the 5 GiB that services take at once, and small enough to be sent again.
    package static let singleMax: Int64 = 256 << 20

    package let bucket: S3Bucket
    let remote: HTTPRemote
    let clock: WallClock
    private let key: AWSKey?
    private let singleMax: Int64
    private let plan: S3PartPlan
    private let conditions = S3Conditions()
    private let transfersMax: Int

    /// - Parameters:
    ///   - key: nil for a bucket that everybody may use.
    ///   - singleMax: See the constant; smaller only where a service takes less.
    package init(
        bucket: S3Bucket, key: AWSKey?, access: HTTPAccess = HTTPAccess(),
        singleMax: ByteCount = ByteCount(S3Storage.singleMax),
        plan: S3PartPlan = S3PartPlan(), loop: EventLoop
    ) {
        self.bucket = bucket
        self.key = key
        self.plan = plan
        self.singleMax = singleMax.bytes
        clock = access.clock
        transfersMax = access.transfersMax
        var access = access
        access.credentials = key.map { .awsV4($0) }
        remote = HTTPRemote(place: bucket.place, access: access, loop: loop)
    }

    package var place: String { bucket.place }

    /// Whether `.create` is exact is known once something has been created.
    package var traits: StorageTraits {
        StorageTraits(
            takesUnknownLength: true, createIsExact: conditions.areKept ?? false,
            transfersMax: transfersMax)
    }

    // MARK: Writing

    package func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        try StorageError.throwIfCancelled(name)
        if rule == .create, try await head(name) != nil {
            throw StorageError.alreadyExists(name, in: place)
        }
        let isConditional = rule == .create ? try await conditions.areKept(by: self) : false
        let target = S3Target(name, isConditional: isConditional)
        let reader = try await body.openExact(for: name)
        if let length = body.length, length <= singleMax {
            let content = try await HTTPUpload.body(reader, length: length)
            try await store(content, at: target)
        } else {
            try await upload(reader, length: body.length, to: target)
        }
    }

    private func upload(
        _ reader: ExactReader, length: Int64?, to target: S3Target
    ) async throws {
        var pieces = S3Pieces(reader)
        if length == nil {
            let first = try await pieces.take(plan.size(ofPart: 1, length: nil))
            if try await pieces.isAtEnd() {
                return try await store(.bytes(Array(first.joined())), at: target)
            }
            pieces.giveBack(first)
        }
        let upload = try await S3Upload.begin(at: target, in: self)
        do {
            while try await !pieces.isAtEnd() {
                let size = plan.size(ofPart: upload.nextPart, length: length)
                try await length == nil
                    ? upload.sendHeld(try pieces.take(size))
                    : upload.sendStream(&pieces, min(size, (length ?? 0) - pieces.taken))
            }
            try await upload.complete()
        } catch {
            await upload.abort(after: error)
            throw error
        }
    }

    func store(_ content: ClientRequest.Body, at target: S3Target) async throws {
        var request = ClientRequest("PUT", bucket.url(ofKey: bucket.key(of: target.name)))
        request.headers =
            target.headers + [
                ClientHeader("Content-Type", "application/octet-stream")
            ]
        request.body = content
        let reply = try await remote.send(request, .upload, for: target.name)
        guard !reply.isSuccess else { return try await reply.finish() }
        throw try await failure(reply, target)
    }

    package func delete(_ name: ObjectName) async throws {
        let request = ClientRequest("DELETE", bucket.url(ofKey: bucket.key(of: name)))
        let reply = try await remote.send(request, .short, for: name)
        guard !reply.isSuccess else { return try await reply.finish() }
        let fault = try await S3Fault(reply)
        guard !fault.isNoSuchKey else { return }
        let error = fault.error(bucket, clock: clock)
        // Services over a file system fail at a name that is a folder there, which is no object.
        guard error.kind == .failed, try await head(name) == nil else { throw error }
    }

    package func sweep(before moment: Timestamp) async throws -> Int {
        var count = 0
        for upload in try await S3Upload.all(in: self) where upload.started < moment {
            try await upload.remove(from: self)
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
        var request = ClientRequest("GET", bucket.url(ofKey: bucket.key(of: name)))
        if let range {
            let header = "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
            request.headers = [ClientHeader("Range", header)]
        }
        let reply = try await remote.send(request, .download, for: name)
        guard reply.isSuccess || reply.status == 416 else {
            let fault = try await S3Fault(reply)
            throw fault.isNoSuchKey
                ? StorageError.notFound(name, in: place) : fault.error(bucket, clock: clock)
        }
        guard let range else { return reply.wholeReader(of: name) }
        return try reply.rangeReader(range, of: name, skipMax: 0)
    }

    package func head(_ name: ObjectName) async throws -> ObjectInfo? {
        let request = ClientRequest("HEAD", bucket.url(ofKey: bucket.key(of: name)))
        let reply = try await remote.send(request, .short, for: name)
        guard reply.isSuccess else {
            let fault = try await S3Fault(reply)
            if fault.isNoSuchKey { return nil }
            throw fault.error(bucket, clock: clock)
        }
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
        var pages = S3Pages(of: folder, in: self)
        while let batch = try await pages.next() {
            if !batch.isEmpty { try await take(batch) }
        }
    }

    package func space() async throws -> StorageSpace? { nil }

    /// An address from which whoever holds it reads the object for a while, with nothing else.
    package func presignedURL(
        _ name: ObjectName, expires: Duration
    ) throws(StorageError) -> String {
        let url = bucket.url(ofKey: bucket.key(of: name))
        guard let key else { return url }
        do throws(ClientError) {
            return try key.presign("GET", url, expires: expires, at: clock.now)
        } catch {
            throw StorageError(error, at: place, name)
        }
    }

    package func close() async {
        await remote.close()
    }

    func failure(_ reply: HTTPReply, _ target: S3Target) async throws -> StorageError {
        error(try await S3Fault(reply), target)
    }

    private func error(_ fault: S3Fault, _ target: S3Target?) -> StorageError {
        if let target, target.isConditional, fault.isTaken {
            return .alreadyExists(target.name, in: place)
        }
        return fault.error(bucket, clock: clock)
    }

    /// The answer to a short question.
    func ask(
        _ request: ClientRequest, _ target: S3Target? = nil, records: Set<String> = []
    ) async throws -> S3Answer {
        guard let answer = try await askAnyway(request, target, records) else {
            throw StorageError(
                .failed, "\(place) does not know the upload any more", object: target?.name)
        }
        return answer
    }

    /// nil when the service says that there is no upload of the kind.
    func askAnyway(
        _ request: ClientRequest, _ target: S3Target? = nil, _ records: Set<String> = []
    ) async throws -> S3Answer? {
        let reply = try await remote.send(request, .short, for: target?.name)
        guard reply.isSuccess else {
            let fault = try await S3Fault(reply)
            if fault.isNoSuchUpload { return nil }
            throw error(fault, target)
        }
        let body = try await reply.collect(limit: .mebibytes(16))
        // Long work begins its answer before it has succeeded.
        guard !S3Fault.isHidden(in: body) else {
            throw error(S3Fault(reply, body), target)
        }
        do {
            return try S3Answer(body, records: records)
        } catch {
            throw StorageError(
                .unexpected, "\(place) sent an answer that cannot be read: \(error)",
                object: target?.name)
        }
    }
}

/// An object that is being put.
struct S3Target: Hashable, Sendable {
    let name: ObjectName
    /// Only if there is none.
    let isConditional: Bool

    init(_ name: ObjectName, isConditional: Bool) {
        self.name = name
        self.isConditional = isConditional
    }

    var headers: [ClientHeader] {
        isConditional ? [ClientHeader("If-None-Match", "*")] : []
    }
}
