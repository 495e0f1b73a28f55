internal import Cryptography
internal import HTTPClient
internal import HTTPStorage
internal import Storage
internal import Synchronization
internal import Values
internal import XML

/// An object that is being put in parts. Nobody sees it before it is complete.
final class S3Upload {
    private let storage: S3Storage
    private let target: S3Target
    private let id: String
    private var tags: [String] = []

    private init(_ storage: S3Storage, _ target: S3Target, id: String) {
        self.storage = storage
        self.target = target
        self.id = id
    }

    var nextPart: Int { tags.count + 1 }

    static func begin(at target: S3Target, in storage: S3Storage) async throws -> S3Upload {
        var request = ClientRequest("POST", Self.url(target, storage) + "?uploads=")
        request.headers = [ClientHeader("Content-Type", "application/octet-stream")]
        let answer = try await storage.ask(request, target)
        guard let id = answer.fields["UploadId"], !id.isEmpty else {
            throw StorageError(
                .unexpected, "\(storage.place) began an upload without a name for it",
                object: target.name)
        }
        return S3Upload(storage, target, id: id)
    }

    /// A part that is held, so that its hash can be signed.
    func sendHeld(_ pieces: [[UInt8]]) async throws {
        var hash = SHA256()
        for piece in pieces { hash.update(piece) }
        let digest = hash.finish().description
        let source = Mutex(pieces[...])
        let size = pieces.reduce(0) { $0 + Int64($1.count) }
        try await send(
            .stream(length: size) { source.withLock { $0.popFirst() } },
            [ClientHeader("x-amz-content-sha256", digest)])
    }

    /// A part that goes as it comes.
    func sendStream(_ pieces: inout S3Pieces, _ size: Int64) async throws {
        let source = PieceSource(pieces, size)
        // Also after a failure: what has been taken is gone.
        try await send(.stream(length: size) { try await source.next() }, [])
        pieces = await source.pieces
    }

    private func send(_ body: ClientRequest.Body, _ headers: [ClientHeader]) async throws {
        let query = [("partNumber", "\(nextPart)"), ("uploadId", id)]
        var request = ClientRequest(
            "PUT", "\(Self.url(target, storage))?\(S3Bucket.encode(query))")
        request.headers = headers
        request.body = body
        let reply = try await storage.remote.send(request, .upload, for: target.name)
        guard reply.isSuccess else { throw try await storage.failure(reply, target) }
        try await reply.finish()
        guard let tag = reply.header("ETag") else {
            throw StorageError(
                .unexpected, "\(storage.place) took a part of \(target.name) without a receipt",
                object: target.name)
        }
        tags.append(tag)
    }

    func complete() async throws {
        let parts = tags.enumerated().map { number, tag in
            XMLElement(
                "Part",
                [XMLElement("PartNumber", text: "\(number + 1)"), XMLElement("ETag", text: tag)])
        }
        let namespace = "http://s3.amazonaws.com/doc/2006-03-01/"
        let query = S3Bucket.encode([("uploadId", id)])
        var request = ClientRequest("POST", "\(Self.url(target, storage))?\(query)")
        request.headers = target.headers + [ClientHeader("Content-Type", "application/xml")]
        request.body = .bytes(XMLElement("CompleteMultipartUpload", in: namespace, parts).document)
        _ = try await storage.ask(request, target)
    }

    /// What cannot be aborted now is swept later.
    func abort(after error: any Error) async {
        guard (error as? StorageError)?.kind != .unreachable else { return }
        let leftover = Leftover(
            key: storage.bucket.key(of: target.name), id: id, started: Timestamp(seconds: 0))
        await Cleanup.run { [storage] in try await leftover.remove(from: storage) }
    }

    private static func url(_ target: S3Target, _ storage: S3Storage) -> String {
        storage.bucket.url(ofKey: storage.bucket.key(of: target.name))
    }

    // MARK: Those of others

    struct Leftover: Sendable {
        let key: String
        let id: String
        let started: Timestamp

        func remove(from storage: S3Storage) async throws {
            let query = S3Bucket.encode([("uploadId", id)])
            let url = "\(storage.bucket.url(ofKey: key))?\(query)"
            let reply = try await storage.remote.send(ClientRequest("DELETE", url), .short)
            guard !reply.isSuccess else { return try await reply.finish() }
            let fault = try await S3Fault(reply)
            guard fault.isNoSuchKey || fault.isNoSuchUpload else {
                throw fault.error(storage.bucket, clock: storage.clock)
            }
        }
    }

    /// Every upload under way below our prefix, ours and those that died.
    static func all(in storage: S3Storage) async throws -> [Leftover] {
        var found: [Leftover] = []
        var markers: [(name: String, value: String)] = []
        for _ in 0..<S3Pages.pagesMax {
            let query = [("prefix", storage.bucket.prefix), ("uploads", "")] + markers
            let answer = try await storage.ask(
                ClientRequest("GET", storage.bucket.url(query: query)), records: ["Upload"])
            found += answer.records.compactMap { record in
                guard let key = record["Key"], let id = record["UploadId"],
                    key.hasPrefix(storage.bucket.prefix),
                    let started = record["Initiated"].flatMap({ Timestamp(rfc3339: $0) })
                else { return nil }
                return Leftover(key: key, id: id, started: started)
            }
            guard answer.fields["IsTruncated"] == "true",
                let key = answer.fields["NextKeyMarker"]
            else { break }
            markers = [("key-marker", key)]
            if let id = answer.fields["NextUploadIdMarker"] {
                markers.append(("upload-id-marker", id))
            }
        }
        return found
    }
}

/// Lends the pieces of a body to one request.
private actor PieceSource {
    private(set) var pieces: S3Pieces
    private var left: Int64

    init(_ pieces: S3Pieces, _ size: Int64) {
        self.pieces = pieces
        left = size
    }

    func next() async throws -> [UInt8]? {
        // A body is pulled by one task, so nobody comes between.
        var pieces = pieces
        guard let piece = try await pieces.next(left) else { return nil }
        self.pieces = pieces
        left -= Int64(piece.count)
        return piece
    }
}
