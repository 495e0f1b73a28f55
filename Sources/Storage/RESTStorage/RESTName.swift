internal import Storage

/// What the protocol calls an object. It knows the names of restic repositories and no others:
/// `config`, and below five folders the SHA-256 of what is in it.
struct RESTName: Hashable {
    /// The folders, each with its own list.
    enum Kind: String, CaseIterable, Sendable {
        case data, keys, snapshots, index, locks
    }

    static let config: ObjectName = "config"
    private static let idLength = 64

    /// Below the repository's address.
    let path: String
    let kind: Kind?

    /// nil for what such a server has no place for.
    init?(_ name: ObjectName) {
        guard name != Self.config else {
            path = "config"
            kind = nil
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
    }

    /// nil for what a server lists that is none.
    static func object(_ id: String, _ kind: Kind) -> ObjectName? {
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
