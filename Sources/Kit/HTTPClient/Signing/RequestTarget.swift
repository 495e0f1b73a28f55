/// What a signature covers of a URL: the host as the `Host` header has it, the path and the query.
struct RequestTarget {
    private let origin: String
    let host: String
    let path: String
    /// In their encoded form.
    private var query: [String]

    init(_ url: String) throws(ClientError) {
        let parts = try URLParts(url)
        let rest = url.dropFirst(parts.scheme.utf8.count + 3)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let target = rest.dropFirst(authority.count).prefix { $0 != "#" }
        let pair = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        origin = "\(parts.scheme)://\(authority)"
        host = parts.hostHeader
        path = pair[0].isEmpty ? "/" : String(pair[0])
        query = pair.count < 2 ? [] : pair[1].split(separator: "&").map(String.init)
    }

    var url: String {
        query.isEmpty ? origin + path : "\(origin)\(path)?\(query.joined(separator: "&"))"
    }

    /// Sorted, and with a `=` behind a name that has no value.
    var canonicalQuery: String {
        query.map { part -> (name: Substring, value: Substring) in
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (pair[0], pair.count < 2 ? "" : pair[1])
        }
        .sorted { a, b in
            a.name == b.name
                ? a.value.utf8.lexicographicallyPrecedes(b.value.utf8)
                : a.name.utf8.lexicographicallyPrecedes(b.name.utf8)
        }
        .map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }

    mutating func add(_ name: String, _ value: String) {
        query.append("\(PercentEncoded(name).text)=\(PercentEncoded(value).text)")
    }
}

/// Text as a part of a URL: every byte but the unreserved ones (RFC 3986 section 2.3) escaped,
/// which is also what AWS signatures ask for.
package struct PercentEncoded: Hashable, Sendable {
    package let text: String

    /// - Parameter keeping: More bytes that stay as they are, such as the slashes of a path.
    package init(_ plain: some StringProtocol, keeping: String = "") {
        let kept = Set(keeping.utf8)
        var bytes: [UInt8] = []
        for byte in plain.utf8 {
            if Self.isUnreserved(byte) || kept.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), Self.digits[Int(byte >> 4)]]
                bytes.append(Self.digits[Int(byte & 15)])
            }
        }
        text = String(decoding: bytes, as: UTF8.self)
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "-"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
