/// A folder on a machine that is reached over SSH.
package struct SFTPAddress: Hashable, Sendable, CustomStringConvertible {
    /// nil for the one SSH would take.
    package let user: String?
    package let host: String
    /// nil for SSH's own.
    package let port: UInt16?
    /// Decoded; from the root, or from the user's folder where it begins with no slash.
    package let path: String
    private let encoded: String

    /// - Parameter rest: What follows `sftp:`.
    init(_ rest: Substring) throws(VaultLocationError) {
        let web = try WebAddress("sftp", rest)
        try web.requireNoQuery()
        let place = try Authority(rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" })
        guard !web.path.isEmpty, let bytes = PercentText.decode(web.path[...]),
            let path = String(validating: bytes, as: UTF8.self)
        else {
            throw VaultLocationError("the address names no folder: sftp://user@host/folder")
        }
        user = place.user
        host = place.host
        port = place.port
        encoded = web.path
        // As other programs have it: /~/ is where the user's own things are.
        let isOfUser = path.hasPrefix("/~/") && path.utf8.count > 3
        self.path = isOfUser ? String(path.dropFirst(3)) : path
    }

    package var description: String {
        let name = user.map { "\($0)@" } ?? ""
        return "sftp://\(name)\(host)\(port.map { ":\($0)" } ?? "")\(encoded)"
    }
}
