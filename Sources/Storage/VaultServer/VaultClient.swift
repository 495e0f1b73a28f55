package import Cryptography
package import RESTProtocol
package import Values

/// Somebody who may come to the server: a name with a secret, one folder, and what it may do there.
package struct VaultClient: Hashable, Sendable {
    package let name: String
    /// Whatever lies here or below is its own, and nothing else.
    package let path: VaultPath
    package let right: ServedVault.Right
    /// What all vaults below its path together may take; nil for no bound but the disk's.
    package let quota: ByteCount?
    /// A bound that it has in common with others.
    package let shared: SharedQuota?
    /// From then on it is not let in.
    package let expires: Timestamp?
    /// Of its secret, which nobody keeps: 256 random bits need no salt and no stretching.
    package let digest: SHA256Digest

    /// Letters, digits, `.`, `_` and `-`: nothing that a URL or a header would change.
    package static let nameLengthMax = 64

    package init(
        name: String, path: VaultPath, right: ServedVault.Right, quota: ByteCount? = nil,
        shared: SharedQuota? = nil, expires: Timestamp? = nil, digest: SHA256Digest
    ) {
        self.name = name
        self.path = path
        self.right = right
        self.quota = quota
        self.shared = shared
        self.expires = expires
        self.digest = digest
    }

    /// What all that lies below a path may take together, whoever puts it there.
    package struct SharedQuota: Hashable, Sendable {
        package let path: VaultPath
        package let most: ByteCount

        package init(_ path: VaultPath, most: ByteCount) {
            self.path = path
            self.most = most
        }
    }

    /// What it is held to: a path, and how much may lie below it.
    var bounds: [SharedQuota] {
        [quota.map { SharedQuota(path, most: $0) }, shared].compactMap(\.self)
    }

    package static func isName(_ text: String) -> Bool {
        (1...nameLengthMax).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 48...57, 65...90, 97...122: true
                case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
                default: false
                }
            }
    }
}

/// Who may come: a file, or whatever else keeps clients.
package protocol VaultClients: Sendable {
    /// nil for nobody. Called for every request on an event loop's thread: it must not block.
    func client(named name: String) async throws -> VaultClient?

    /// Whether a client may do, at this moment, what its right allows, to archives of this source:
    /// read what is sealed in them, or change them. Without a source, to anything else. It is asked
    /// before a change, and again when all of it has come.
    func admits(_ client: VaultClient, to source: String?, isChange: Bool) async throws -> Bool
}

extension VaultClients {
    /// Whoever may come to a folder may come to all of it.
    package func admits(
        _ client: VaultClient, to source: String?, isChange: Bool
    ) async throws -> Bool { true }
}
