package import JSON
package import Values

/// What our own server says of a vault to whoever asks for its address: docs/formats/vault-serve.md
/// is the contract.
package struct ServedVault: Hashable, Sendable {
    /// What a credential allows.
    package enum Right: String, CaseIterable, Sendable {
        /// Lists and reads.
        case read
        /// And adds: what is finished stays as it is.
        case append
        /// And replaces and deletes.
        case full
    }

    package static let contentType = "application/vnd.holdfast.vault+json"
    /// On every answer of ours, so that a refusal of ours is told from one of another server.
    package static let serverField = "Holdfast-Vault"
    package static let version = 1

    package let protocolVersion: Int
    package let right: Right
    /// Whether its folder is there.
    package let isThere: Bool
    /// For this credential; nil where it cannot be told.
    package let free: ByteCount?
    package let total: ByteCount?

    package init(
        protocolVersion: Int = ServedVault.version, right: Right, isThere: Bool, free: ByteCount?,
        total: ByteCount?
    ) {
        self.protocolVersion = protocolVersion
        self.right = right
        self.isThere = isThere
        self.free = free
        self.total = total
    }
}

extension ServedVault: JSONCoded {
    package static let schema = Schema<ServedVault>.object(
        "ServedVault", "A vault, as the server sees it.",
        Field("protocol", \.protocolVersion, .integer(1...1_000_000)),
        Field("right", \.right, .choice),
        Field("isThere", \.isThere, .bool),
        Field(optional: "free", \.free, .bytes),
        Field(optional: "total", \.total, .bytes),
        make: ServedVault.init)
}

extension Schema<ByteCount> {
    fileprivate static let bytes = Schema.converted(
        .integer(0...Int64.max), { ByteCount($0) }, back: \.bytes)
}

/// The words of the protocol that both ends need.
package enum RESTWords {
    /// Below a vault's address: objects by any name.
    package static let objects = "objects"
    /// No part of a vault's own path can be one of these: what follows belongs to the vault.
    package static let reserved: Set<String> =
        Set(["config", objects]).union(RESTName.Kind.allCases.map(\.rawValue))

    /// `sha-256=:…:` of RFC 9530 for what is sent.
    package static let contentDigestField = "Content-Digest"
    /// The same of what was stored.
    package static let storedDigestField = "Repr-Digest"

    package static func digestField(_ digest: some Collection<UInt8>) -> String {
        "sha-256=:\(Base64.standard.encode(digest)):"
    }

    /// The 32 bytes out of such a field; nil where there is no SHA-256 in it.
    package static func digest(in field: String) -> [UInt8]? {
        for member in field.split(separator: ",") {
            let text = member.drop { $0 == " " }
            guard text.hasPrefix("sha-256=:"), text.hasSuffix(":") else { continue }
            let bytes = Base64.standard.decode(text.dropFirst(9).dropLast())
            guard let bytes, bytes.count == 32 else { continue }
            return bytes
        }
        return nil
    }
}
