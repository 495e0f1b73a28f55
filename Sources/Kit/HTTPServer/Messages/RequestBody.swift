/// A request's body, pulled chunk by chunk. Nothing is read from the socket before `next` is
/// called, so a slow reader slows its client down and never fills memory.
package final class RequestBody: Sendable {
    private let source: any RequestBodySource

    package static let empty = RequestBody([])

    package init(_ bytes: [UInt8]) {
        source = MemoryBody(bytes)
    }

    init(_ source: some RequestBodySource) {
        self.source = source
    }

    /// What `Content-Length` said; nil for a chunked body.
    package var length: Int? { source.length }

    /// Refuses more than `bytes` from here on; call it before reading. A body that announces more
    /// fails at the first `next`, before the client is told to go on and send it.
    package func limit(to bytes: Int) async {
        await source.limit(to: bytes)
    }

    /// Lets the client pause for so long between any two pieces, however little came so far: for
    /// one that is known, and sends what it has to fetch from elsewhere itself. Call it before
    /// reading.
    package func allowSilence(of pause: Duration) async {
        await source.allowSilence(of: pause)
    }

    /// The next bytes, never an empty array; nil at the end.
    ///
    /// One caller at a time. Throws `HTTPServerError`: after that the connection closes, though an
    /// answer is still delivered where there is somebody to read it.
    package func next() async throws -> [UInt8]? {
        try await source.next()
    }

    /// The whole body, which may not exceed `limit` bytes.
    package func collect(limit: Int) async throws -> [UInt8] {
        await source.limit(to: limit)
        var body = try await source.next() ?? []
        while let more = try await source.next() { body += more }
        return body
    }
}

/// Where a request's body comes from.
protocol RequestBodySource: Sendable {
    var length: Int? { get }
    func limit(to bytes: Int) async
    func allowSilence(of pause: Duration) async
    func next() async throws -> [UInt8]?
}

/// A body that is all there.
private actor MemoryBody: RequestBodySource {
    nonisolated let length: Int?
    private var bytes: [UInt8]?
    private var limit = Int.max

    init(_ bytes: [UInt8]) {
        length = bytes.count
        self.bytes = bytes.isEmpty ? nil : bytes
    }

    func limit(to bytes: Int) {
        limit = min(limit, bytes)
    }

    func allowSilence(of pause: Duration) {}

    func next() throws -> [UInt8]? {
        defer { bytes = nil }
        guard let bytes else { return nil }
        guard bytes.count <= limit else {
            throw HTTPServerError(.bodyTooLarge, "the body is larger than \(limit) bytes")
        }
        return bytes
    }
}
