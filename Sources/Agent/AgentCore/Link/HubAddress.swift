package import Transport
package import WebSocket

/// Where a hub is reached: `https://hub.example:9876`, `unix:/run/holdfast.sock`, and on this
/// machine alone `http://localhost:9876`.
package struct HubAddress: Hashable, Sendable, CustomStringConvertible {
    package enum Server: Hashable, Sendable {
        case host(String, port: UInt16)
        case unix(path: String)
    }

    package let server: Server
    package let isSecure: Bool

    /// - Parameter allowsInsecure: Whether the machine's administrator said that plain HTTP may
    ///   leave this machine: then whoever listens on the way sees what is sent, and can pretend to
    ///   be the hub until the hub's key is known.
    package init(_ text: String, allowsInsecure: Bool = false) throws(LinkError) {
        if text.hasPrefix("unix:/"), !text.utf8.contains(0) {
            server = .unix(path: String(text.dropFirst(5)))
            isSecure = false
            return
        }
        isSecure = text.hasPrefix("https://")
        guard isSecure || text.hasPrefix("http://") else { throw Self.unreadable }
        var rest = text.drop { $0 != "/" }.dropFirst(2)
        if rest.hasSuffix("/") { rest.removeLast() }
        let (name, digits) = try Self.split(rest)
        let port = digits.isEmpty ? (isSecure ? 443 : 80) : UInt16(digits) ?? 0
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: ":"):
                true
            default: false
            }
        }
        guard !name.isEmpty, isPlain, port > 0 else { throw Self.unreadable }
        server = .host(String(name), port: port)
        guard isSecure || allowsInsecure || Self.isLoopback(name) else {
            throw LinkError(
                .insecure, "Without TLS a hub is only reached on this machine itself.",
                advice: "Use https://, or allow plain HTTP with --insecure-http.")
        }
    }

    private static func split(
        _ text: Substring
    ) throws(LinkError) -> (name: Substring, port: Substring) {
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { throw unreadable }
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.first == ":" else { throw unreadable }
            return (text[text.index(after: text.startIndex)..<end], rest.dropFirst())
        }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, !(parts.count == 2 && parts[1].isEmpty) else {
            throw unreadable
        }
        return (name, parts.count == 2 ? parts[1] : "")
    }

    private static func isLoopback(_ name: Substring) -> Bool {
        name == "localhost" || IPAddress(String(name))?.isLoopback == true
    }

    private static var unreadable: LinkError {
        LinkError(
            .badAddress, "This is no address of a hub.",
            advice: "It looks like https://hub.example:9876 or unix:/run/holdfast/hub.sock.")
    }

    package var description: String {
        switch server {
        case .unix(let path): "unix:\(path)"
        case .host: origin
        }
    }

    /// What requests begin with.
    package var origin: String {
        guard case .host(let name, let port) = server else { return "http://localhost" }
        let host = name.contains(":") ? "[\(name)]" : name
        return "\(isSecure ? "https" : "http")://\(host):\(port)"
    }

    /// How a link is opened.
    /// - Parameter trust: Whom to believe over TLS.
    package func request(trust: TLSTrust) throws(TransportError) -> WebSocketClient.Request {
        let server: WebSocketClient.Request.Server =
            switch server {
            case .host(let name, let port): .host(name, port: port)
            case .unix(let path): .unix(path: path)
            }
        return WebSocketClient.Request(
            to: server, target: Self.linkPath, tls: isSecure ? try TLSClient(trust: trust) : nil)
    }

    package static let linkPath = "/agent/v1/link"
}
