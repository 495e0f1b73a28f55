/// An address that a page may lead to or load from: `http`, `https`, `mailto`, or a place of this
/// site (`/path`, `?query`, `#fragment`). Nothing else is representable, `javascript:` and `//host`
/// least of all.
package struct URLReference: Hashable, Sendable {
    package let text: String

    /// Nil where `text` is no such address. Only visible ASCII passes: browsers drop tabs and
    /// newlines and turn backslashes round, which is how `/\host` becomes another site.
    package init?(_ text: String) {
        guard
            text.utf8.allSatisfy({ character in
                (0x21...0x7E).contains(character) && !Self.refused.contains(character)
            }), Self.isOfThisSite(text) || Self.isWeb(text) || Self.isMail(text)
        else { return nil }
        self.text = text
    }

    private init(trusted text: String) {
        self.text = text
    }

    /// A place of this site: segments and query are percent-encoded.
    ///
    ///     .path("agents", agent.id.description, query: [("tab", "runs")])
    package static func path(
        _ segments: String..., query: [(name: String, value: String)] = [], fragment: String? = nil
    ) -> URLReference {
        path(segments, query: query, fragment: fragment)
    }

    /// The same of segments that are counted only when the program runs.
    package static func path(
        _ segments: [String], query: [(name: String, value: String)] = [], fragment: String? = nil
    ) -> URLReference {
        // An empty segment would make `//`, a dot segment would climb.
        precondition(
            !segments.contains { ["", ".", ".."].contains($0) }, "a segment of a path has a name")
        var text = "/" + segments.map(encode).joined(separator: "/")
        if !query.isEmpty {
            text += "?"
            text += query.map { "\(encode($0.name))=\(encode($0.value))" }.joined(separator: "&")
        }
        if let fragment { text += "#" + encode(fragment) }
        return URLReference(trusted: text)
    }

    private static let refused = Set("\\\"<>^`{|}".utf8)

    private static func isOfThisSite(_ text: String) -> Bool {
        if text.hasPrefix("/") { return !text.hasPrefix("//") }
        return text.hasPrefix("?") || text.hasPrefix("#")
    }

    private static func isWeb(_ text: String) -> Bool {
        let lower = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lower.hasPrefix) else {
            return false
        }
        let host = lower.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        // A name before the host is how a link to one place looks like another.
        return !host.isEmpty && !host.contains("@")
    }

    private static func isMail(_ text: String) -> Bool {
        text.lowercased().hasPrefix("mailto:") && text.contains("@")
    }

    private static func encode(_ text: String) -> String {
        var encoded: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                encoded.append(byte)
            default:
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}

extension URLReference: ExpressibleByStringLiteral, CustomStringConvertible {
    /// For addresses written in our own source; a wrong one is a programmer's mistake and traps.
    package init(stringLiteral text: StaticString) {
        guard let url = URLReference("\(text)") else {
            preconditionFailure("\(text) is no address that a page may lead to")
        }
        self = url
    }

    package var description: String { text }
}
