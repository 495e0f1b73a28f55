package import Transport

/// One request, as a handler gets it. Its body is still on the wire and arrives as it is pulled.
package struct HTTPRequest: Sendable {
    package let method: HTTPMethod
    /// Of a request from the wire these carry the very bytes it came as.
    package let fields: HTTPFields
    /// Where the pieces of the target lie in `fields.bytes`.
    let target: TargetSpans
    package let body: RequestBody
    /// Who asked: the peer, or whom a trusted proxy vouches for.
    package let client: ClientAddress
    /// Whether what the client sees is HTTPS: by our own TLS, or a trusted proxy's.
    package let isSecure: Bool
    let forwardedHost: String?
    package let connection: ConnectionID
    private let registry: ConnectionRegistry?

    init(
        method: HTTPMethod, fields: HTTPFields, target: TargetSpans, body: RequestBody,
        client: ClientAddress, isSecure: Bool, forwardedHost: String?, connection: ConnectionID,
        registry: ConnectionRegistry?
    ) {
        self.method = method
        self.fields = fields
        self.target = target
        self.body = body
        self.client = client
        self.isSecure = isSecure
        self.forwardedHost = forwardedHost
        self.connection = connection
        self.registry = registry
    }

    /// A request that never saw a wire, for serving in memory. The target goes through the same
    /// rules as one from the wire; one that breaks them traps.
    package init(
        _ method: HTTPMethod, _ target: String, fields: HTTPFields = [:], body: [UInt8] = [],
        client: ClientAddress = .ip(.loopback), isSecure: Bool = false
    ) {
        guard let spans = TargetSpans(Array(target.utf8).span, isOptions: method == .options)
        else { preconditionFailure("\(target) is no request target") }
        var all = HTTPFields()
        all.bytes = Array(target.utf8)
        all.bytes.append(0x0A)
        for field in fields { all.append(HTTPFieldName(field.name), field.value) }
        if !body.isEmpty, !fields.contains(.contentLength) {
            all.append(.contentLength, String(body.count))
        }
        self.init(
            method: method, fields: all, target: spans, body: RequestBody(body), client: client,
            isSecure: isSecure, forwardedHost: nil, connection: ConnectionID(rawValue: 0),
            registry: nil)
    }
}

extension HTTPRequest {
    /// Says that whoever asks is known by now: their connection no longer counts among those that
    /// one address may have, since many may live behind it. It keeps nothing of the request.
    package var vouchForClient: @Sendable () -> Void {
        { [registry, connection] in registry?.vouch(for: connection) }
    }

    /// The authority the client asked for: its `Host`, or what a trusted proxy passed on.
    package var host: String? { forwardedHost ?? fields[.host] }

    /// Path and query as they came, still percent-encoded.
    package var targetText: String { text(target.path.lowerBound..<target.query.upperBound) }

    /// The path as it came, still percent-encoded; `*` for a question about the whole server.
    package var path: String { text(target.path) }

    /// What follows the `?`, still encoded; nil without one.
    package var query: String? { target.hasQuery ? text(target.query) : nil }

    /// Lends the path's bytes, still percent-encoded: for routing without making a string.
    package func withPath<Result>(_ body: (Span<UInt8>) throws -> Result) rethrows -> Result {
        try body(fields.bytes.span.extracting(target.path))
    }

    /// The path's segments, each decoded once: an encoded slash stays inside its segment. Nil where
    /// one is not UTF-8, holds a NUL, or is `.` or `..`: no path of ours needs them, and whoever
    /// sends one hopes that somebody resolves it.
    package var segments: [String]? {
        var segments: [String] = []
        for part in fields.bytes[target.path].dropFirst().split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        {
            guard let segment = PercentEncoding.decodeText(part), segment != ".", segment != "..",
                !segment.utf8.contains(0)
            else { return nil }
            segments.append(segment)
        }
        return segments
    }

    /// The query's names and values, decoded; nil where they are not well formed.
    package var queryItems: [(name: String, value: String)]? {
        PercentEncoding.decodeForm(fields.bytes[target.query])?.map { (name: $0, value: $1) }
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: fields.bytes[range], as: UTF8.self)
    }
}

/// Distinguishes the connections of one server while it runs.
package struct ConnectionID: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    package var description: String { String(rawValue) }
}

/// Who is at the other end.
package enum ClientAddress: Hashable, Sendable, CustomStringConvertible {
    case ip(IPAddress)
    /// A process on this machine, over a unix socket.
    case local

    package var description: String {
        switch self {
        case .ip(let address): address.description
        case .local: "local"
        }
    }
}
