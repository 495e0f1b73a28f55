internal import Values

/// An address with `http` or `https`, taken apart and put together again without its user.
struct WebAddress {
    let scheme: String
    let user: String?
    /// Host and port, in lower case.
    let authority: String
    let host: String
    /// From its slash on, encoded, without one at the end.
    let path: String
    let query: [(name: String, value: String)]

    var url: String { "\(scheme)://\(authority)\(path)" }

    /// - Parameter text: From the scheme on.
    init(_ text: Substring) throws(VaultLocationError) {
        let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
        let scheme = text[..<colon].lowercased()
        guard colon < text.endIndex, scheme == "http" || scheme == "https" else {
            throw VaultLocationError("an address there begins with https:// or http://")
        }
        try self.init(scheme, text[text.utf8.index(after: colon)...])
    }

    /// - Parameter rest: What follows the scheme's colon.
    init(_ scheme: some StringProtocol, _ rest: Substring) throws(VaultLocationError) {
        self.scheme = String(scheme)
        guard rest.hasPrefix("//") else {
            throw VaultLocationError("an address there begins with \(scheme)://")
        }
        let text = rest.dropFirst(2)
        guard !text.contains("#"), !text.contains(" "), !text.contains("\\") else {
            throw VaultLocationError("the address has a #, a space or a backslash in it")
        }
        let place = try Authority(text.prefix { $0 != "/" && $0 != "?" })
        user = place.user
        host = place.host
        authority = place.port.map { "\(place.host):\($0)" } ?? place.host
        let target = text.dropFirst(place.length)
        let path = target.prefix { $0 != "?" }
        let parts = path.split(separator: "/")
        for part in parts { try Self.check(part) }
        self.path = parts.isEmpty ? "" : "/\(parts.joined(separator: "/"))"
        query = target.dropFirst(path.count + 1).split(separator: "&").map { pair in
            let name = pair.prefix { $0 != "=" }
            return (String(name), String(pair.dropFirst(name.count + 1)))
        }
    }

    func requireNoQuery() throws(VaultLocationError) {
        guard query.isEmpty else {
            throw VaultLocationError("the address takes no options after a ?")
        }
    }

    /// The address with a user in it, for people.
    static func naming(_ user: String?, in url: String) -> String {
        guard let user, let slashes = url.firstRange(of: "://") else { return url }
        return "\(url[..<slashes.upperBound])\(user)@\(url[slashes.upperBound...])"
    }

    /// RFC 3986 section 3.3: printable ASCII and whole escapes. A part that climbs is refused in
    /// every spelling, since a server would decode it.
    private static func check(_ part: Substring) throws(VaultLocationError) {
        guard let plain = PercentText.decode(part) else {
            throw VaultLocationError("the path has a broken escape or a letter beyond ASCII in it")
        }
        guard plain != [46], plain != [46, 46], !plain.contains(47), !plain.contains(0) else {
            throw VaultLocationError("the path has . or .. or an escaped slash in it")
        }
    }
}

/// User, host and port.
struct Authority {
    let user: String?
    let host: String
    let port: UInt16?
    /// Characters of the text it was read from.
    let length: Int

    init(_ text: Substring) throws(VaultLocationError) {
        length = text.count
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count <= 2 else {
            throw VaultLocationError("the address has more than one @ in front of its path")
        }
        guard parts.count == 1 || !parts[0].contains(":") else {
            throw VaultLocationError(
                "a password does not belong in an address, where others see it: put it into the "
                    + "environment or a file, as docs/user/vault-locations.md says")
        }
        user = parts.count == 1 || parts[0].isEmpty ? nil : String(parts[0])
        if let user, !user.utf8.allSatisfy(Self.isUserByte) {
            throw VaultLocationError("the user's name has something in it that needs no address")
        }
        let place = parts[parts.count - 1]
        (host, port) = try Self.split(place)
    }

    private static func split(
        _ place: Substring
    ) throws(VaultLocationError) -> (String, UInt16?) {
        let isBracketed = place.hasPrefix("[")
        let end = isBracketed ? place.firstIndex(of: "]").map { place.index(after: $0) } : nil
        let host = isBracketed ? place[..<(end ?? place.startIndex)] : place.prefix { $0 != ":" }
        let rest = place.dropFirst(host.count)
        let allowed = Set((isBracketed ? "0123456789abcdefABCDEF:.[]" : letters).utf8)
        guard !host.isEmpty, host.utf8.allSatisfy(allowed.contains), host != "[]",
            !host.hasPrefix("-")
        else { throw VaultLocationError("the address names no host") }
        guard !rest.isEmpty else { return (host.lowercased(), nil) }
        let digits = rest.dropFirst()
        guard rest.hasPrefix(":"), digits.utf8.allSatisfy({ (48...57).contains($0) }),
            let port = UInt16(digits), port > 0
        else { throw VaultLocationError("the port is no number from 1 to 65535") }
        return (host.lowercased(), port)
    }

    private static let letters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_"

    private static func isUserByte(_ byte: UInt8) -> Bool {
        letters.utf8.contains(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "~")
    }
}

/// Text with escapes as URLs have them.
enum PercentText {
    /// nil for what is not printable ASCII with whole escapes.
    static func decode(_ text: Substring) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte > 32, byte < 127 else { return nil }
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let value = Hex.decode(rest.prefix(2)), value.count == 1 else { return nil }
            bytes += value
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
