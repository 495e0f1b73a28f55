package import Storage

/// What restic's REST protocol calls an object. It knows the names of restic repositories and no
/// others: `config`, and below five folders the SHA-256 of what is in it.
package struct RESTName: Hashable, Sendable {
    /// The folders, each with its own list.
    package enum Kind: String, CaseIterable, Sendable {
        case data, keys, snapshots, index, locks
    }

    package static let config: ObjectName = "config"
    private static let idLength = 64

    /// Below the repository's address.
    package let path: String
    /// nil for `config`.
    package let kind: Kind?
    /// The hash in hex that the name is; nil for `config`.
    package let id: String?

    /// nil for what such a server has no place for.
    package init?(_ name: ObjectName) {
        guard name != Self.config else {
            path = "config"
            kind = nil
            id = nil
            return
        }
        var parts = name.parts
        guard let kind = parts.first.flatMap({ Kind(rawValue: String($0)) }),
            let id = parts.popLast(), Self.isID(id)
        else { return nil }
        // The server itself deals its data out to folders by the first two letters.
        guard kind == .data ? parts == ["data", id.prefix(2)] : parts.count == 1 else { return nil }
        path = "\(kind.rawValue)/\(id)"
        self.kind = kind
        self.id = String(id)
    }

    /// nil for an id that is none.
    package static func object(_ id: String, _ kind: Kind) -> ObjectName? {
        guard isID(id[...]) else { return nil }
        // Losing the error is fine: 64 hex digits are never a bad name.
        return try? ObjectName(
            kind == .data ? "data/\(id.prefix(2))/\(id)" : "\(kind.rawValue)/\(id)")
    }

    private static func isID(_ text: Substring) -> Bool {
        text.utf8.count == idLength
            && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}
