package import WebSocket

/// An answer: a status, fields, and a body that may still have to be made.
///
/// The server itself adds `Date`, `Content-Length` or `Transfer-Encoding`, and `Connection`; what
/// a handler sets under these names is dropped, since framing has one owner.
package struct HTTPResponse: Sendable {
    package enum Body: Sendable {
        case empty
        case bytes([UInt8])
        /// Written by `write` while the client reads; without a length it goes out in chunks. A
        /// writer that throws, or that writes less than `length`, cuts the connection: the client
        /// must never take half an answer for a whole one.
        case stream(length: Int?, write: StreamWriter)
        /// A range of an open file, copied by the kernel where the connection allows.
        case file(FileContent)
        /// Turns the connection into a WebSocket; the request must be an upgrade for it.
        case webSocket(WebSocketAcceptance)
    }

    package typealias StreamWriter =
        nonisolated(nonsending) @Sendable (ResponseWriter) async throws -> Void

    package var status: HTTPStatus
    package var fields: HTTPFields
    package var body: Body

    package init(_ status: HTTPStatus, fields: HTTPFields = HTTPFields(), body: Body = .empty) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}

/// What a handler decides about a WebSocket before it is opened.
package struct WebSocketAcceptance: Sendable {
    package typealias Session = nonisolated(nonsending) @Sendable (WebSocket) async -> Void

    /// One of those the client offered, or nil.
    package var subprotocol: String?
    package var limits: WebSocketLimits
    /// What is sent before the closing frame when the server stops, whatever the session does.
    package var lastWord: WebSocketMessage?
    /// Lives as long as the socket: when it returns, the socket is closed.
    package var session: Session

    package init(
        subprotocol: String? = nil, limits: WebSocketLimits = WebSocketLimits(),
        lastWord: WebSocketMessage? = nil, session: @escaping Session
    ) {
        self.subprotocol = subprotocol
        self.limits = limits
        self.lastWord = lastWord
        self.session = session
    }
}

/// Answers requests. It runs on the loop of the request's connection and must not block; it leaves
/// the loop by awaiting an actor of its own.
package typealias HTTPHandler =
    nonisolated(nonsending) @Sendable (HTTPRequest) async -> HTTPResponse

extension HTTPResponse {
    /// The whole body in memory, for tests and small transformations.
    package func collect(limit: Int) async throws -> [UInt8] {
        switch body {
        case .empty, .webSocket: return []
        case .bytes(let bytes): return bytes
        case .file(let content): return try content.read(limit: limit)
        case .stream(_, let write):
            let sink = MemorySink(limit: limit)
            try await write(ResponseWriter(sink))
            return await sink.bytes
        }
    }
}

private actor MemorySink: ResponseSink {
    private let limit: Int
    private(set) var bytes: [UInt8] = []

    init(limit: Int) {
        self.limit = limit
    }

    func write(_ more: [UInt8]) throws {
        guard bytes.count + more.count <= limit else {
            throw HTTPServerError(.bodyTooLarge, "the answer is larger than \(limit) bytes")
        }
        bytes += more
    }

    func flush() {}
}
