/// The cookies a client sent (RFC 6265 section 4.2). Pairs that are not well formed are left out.
package struct Cookies: Sendable {
    /// More than browsers keep for one site.
    private static let pairsMax = 180

    private let pairs: [(name: String, value: String)]

    init(_ fields: HTTPFields) {
        pairs = fields.values(of: .cookie).joined(separator: ";").split(separator: ";")
            .prefix(Self.pairsMax).compactMap { pair in
                let halves = pair.trimmingBlanks.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard halves.count == 2, Token.isToken(String(halves[0])) else { return nil }
                var value = halves[1]
                if value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") {
                    value = value.dropFirst().dropLast()
                }
                guard value.utf8.allSatisfy(Self.isValueByte) else { return nil }
                return (String(halves[0]), String(value))
            }
    }

    /// Nil where there is none, or more than one: a neighbouring host may plant a second cookie of
    /// the same name, and which is ours cannot be told.
    package subscript(name: String) -> String? {
        let values = pairs.filter { $0.name == name }
        return values.count == 1 ? values[0].value : nil
    }

    /// Visible ASCII without quotation marks, commas, semicolons and backslashes.
    static func isValueByte(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && ![0x22, 0x2C, 0x3B, 0x5C].contains(byte)
    }
}

extension HTTPRequest {
    package var cookies: Cookies { Cookies(fields) }
}

/// A cookie for the client to keep: for this host alone, out of reach of scripts.
package struct SetCookie: Sendable {
    package enum SameSite: String, Sendable {
        case strict = "Strict"
        case lax = "Lax"
    }

    private let text: String

    /// - Parameters:
    ///   - name: without prefix. Over HTTPS the cookie is called `__Host-` and that name, which
    ///     browsers then take from nobody but this very host.
    ///   - maxAge: nil for a cookie that goes with the browser's session.
    package init(
        _ name: String, _ value: String, isSecure: Bool, sameSite: SameSite = .lax,
        maxAge: Duration? = nil, isReadByScripts: Bool = false
    ) {
        precondition(Token.isToken(name), "the name of a cookie is a token")
        precondition(value.utf8.allSatisfy(Cookies.isValueByte), "a cookie holds visible ASCII")
        var text = "\(Self.name(name, isSecure: isSecure))=\(value); Path=/"
        text += "; SameSite=\(sameSite.rawValue)"
        if let maxAge { text += "; Max-Age=\(max(0, maxAge.components.seconds))" }
        if !isReadByScripts { text += "; HttpOnly" }
        if isSecure { text += "; Secure" }
        self.text = text
    }

    /// Makes the client forget it.
    package static func deleting(_ name: String, isSecure: Bool) -> SetCookie {
        SetCookie(name, "", isSecure: isSecure, maxAge: .zero)
    }

    /// As which name the cookie travels.
    package static func name(_ name: String, isSecure: Bool) -> String {
        isSecure ? "__Host-\(name)" : name
    }

    package var description: String { text }
}

extension HTTPResponse {
    package mutating func set(_ cookie: SetCookie) {
        fields.append(.setCookie, cookie.description)
    }
}
