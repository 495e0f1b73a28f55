internal import Values

/// Where a vault lies, as people write it; docs/user/vault-locations.md lists the forms.
///
/// Pure: nothing is looked up, and nothing in it is secret.
package enum VaultLocation: Hashable, Sendable, CustomStringConvertible {
    /// A folder of this machine, from its root.
    case folder(path: String)
    /// The address of a folder, with `http` or `https`, and whom to sign in as.
    case webDAV(url: String, user: String?)
    case s3(S3Address)
    /// The address of a repository.
    case rest(url: String, user: String?)
    case sftp(SFTPAddress)
    /// On the disk of the hub that an agent belongs to, below its vaults; empty for a new one.
    case hub(path: String)

    package static let lengthMax = 2048

    package init(_ text: String) throws(VaultLocationError) {
        guard text.utf8.count <= Self.lengthMax else {
            throw VaultLocationError("the address is longer than \(Self.lengthMax) bytes")
        }
        guard text.utf8.allSatisfy({ $0 > 31 && $0 != 127 }) else {
            throw VaultLocationError("the address has a control character in it")
        }
        let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
        let scheme = text[..<colon].lowercased()
        let rest = colon == text.endIndex ? "" : text[text.utf8.index(after: colon)...]
        switch scheme {
        case "file": self = .folder(path: try Self.path(rest))
        case "dav+https", "dav+http":
            let web = try WebAddress(scheme.dropFirst(4), rest)
            try web.requireNoQuery()
            self = .webDAV(url: web.url, user: web.user)
        case "rest":
            let web = try WebAddress(rest)
            try web.requireNoQuery()
            self = .rest(url: web.url, user: web.user)
        case "s3": self = .s3(try S3Address(WebAddress(rest)))
        case "sftp": self = .sftp(try SFTPAddress(rest))
        case "hub": self = .hub(path: try Self.hubPath(rest))
        default: throw Self.unknown(text, scheme)
        }
    }

    /// As it can be written again and shown to anybody.
    package var description: String {
        switch self {
        case .folder(let path): "file:\(path)"
        case .webDAV(let url, let user): "dav+\(WebAddress.naming(user, in: url))"
        case .s3(let address): address.description
        case .rest(let url, let user): "rest:\(WebAddress.naming(user, in: url))"
        case .sftp(let address): address.description
        case .hub(let path): "hub:\(path)"
        }
    }

    /// Whether whoever listens on the way sees credentials and content.
    package var isReadableOnTheWay: Bool {
        switch self {
        case .folder, .sftp, .hub: false
        case .webDAV(let url, _), .rest(let url, _): url.hasPrefix("http:")
        case .s3(let address): address.endpoint.hasPrefix("http:")
        }
    }

    private static func path(_ text: Substring) throws(VaultLocationError) -> String {
        // `file:///srv` is what other programs write.
        let path = text.hasPrefix("//") ? text.dropFirst(2) : text
        guard path.hasPrefix("/") else {
            throw VaultLocationError(
                "a folder's address is a path from the root, as in file:/srv/backups")
        }
        let parts = path.split(separator: "/")
        guard !parts.contains(".."), !parts.contains(".") else {
            throw VaultLocationError("the path has . or .. in it")
        }
        return "/\(parts.joined(separator: "/"))"
    }

    /// As the hub wrote it.
    private static func hubPath(_ text: Substring) throws(VaultLocationError) -> String {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let isPath =
            text.isEmpty || parts.count == 2 && parts.allSatisfy { isID($0) }
        guard isPath else {
            throw VaultLocationError("a vault on the hub's own disk is hub: and nothing else")
        }
        return String(text)
    }

    private static func isID(_ text: Substring) -> Bool {
        UUID(text).map { $0.description == text } ?? false
    }

    private static func unknown(_ text: String, _ scheme: String) -> VaultLocationError {
        let forms =
            "file:/folder, dav+https://host/folder, s3:https://host/bucket/prefix, "
            + "rest:https://host/repository or sftp://user@host/folder"
        if text.hasPrefix("/") {
            return VaultLocationError("write file:\(text) for a folder of this machine")
        }
        if scheme == "http" || scheme == "https" {
            return VaultLocationError(
                "say what is spoken there: dav+\(scheme)://…, s3:\(scheme)://… or "
                    + "rest:\(scheme)://…")
        }
        return VaultLocationError("an address of a vault is \(forms)")
    }
}

/// Why a text is no address of a vault, in a sentence that never repeats a secret.
package struct VaultLocationError: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String

    init(_ message: String) {
        self.message = message
    }

    package var description: String { message }
}
