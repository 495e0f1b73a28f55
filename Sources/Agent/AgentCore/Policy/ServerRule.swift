package import Domain

/// A server that a policy names, as `root@web1:22`: without a user it is for all of them, without
/// a port for all of those, and `*` is for every server there is.
package struct ServerRule: Hashable, Sendable {
    package let text: String
    /// nil for any.
    private let user: String?
    private let host: String?
    private let port: Int?

    /// nil for what names no server.
    package init?(_ text: String) {
        self.text = text
        guard text != "*" else {
            (user, host, port) = (nil, nil, nil)
            return
        }
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        user = parts.count == 2 ? String(parts[0]) : nil
        guard user != "", let place = parts.last else { return nil }
        var name = place
        var number: Substring?
        if place.hasPrefix("[") {
            guard let end = place.firstIndex(of: "]") else { return nil }
            name = place[place.index(after: place.startIndex)..<end]
            let rest = place[place.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            number = rest.isEmpty ? nil : rest.dropFirst()
        } else if let colon = place.lastIndex(of: ":"), place.firstIndex(of: ":") == colon {
            name = place[..<colon]
            number = place[place.index(after: colon)...]
        }
        guard !name.isEmpty, !name.contains(where: { $0.isWhitespace || $0 == "/" }) else {
            return nil
        }
        host = name.lowercased()
        guard let number else {
            port = nil
            return
        }
        guard let value = Int(number), Fields.port.range.contains(value) else { return nil }
        port = value
    }

    package func allows(_ server: SFTPConfiguration) -> Bool {
        (user == nil || user == server.user) && (host == nil || host == server.host.lowercased())
            && (port == nil || port == server.port)
    }
}
