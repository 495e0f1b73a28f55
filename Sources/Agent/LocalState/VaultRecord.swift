package import Cryptography
package import Engine
package import JSON
package import Values

/// A vault that this machine has met. What is written here is believed before what the vault says
/// of itself: whoever can write to the vault must not be able to make backups readable to himself.
package struct VaultRecord: Hashable, Sendable {

    package let vault: UUID
    /// Where it was met, without secrets.
    package var place: String
    package let format: VaultFormat
    /// Empty where it is not encrypted; nil while it has only been read.
    package var recipients: [NamedRecipient]?
    /// Public keys of sources of other machines whose snapshots are believed.
    package var trustedSources: [TrustedSource]

    package struct TrustedSource: Hashable, Sendable {
        package let source: UUID
        package let key: VerifyingKey

        package init(source: UUID, key: VerifyingKey) {
            self.source = source
            self.key = key
        }
    }

    package init(
        vault: UUID, place: String, format: VaultFormat, recipients: [NamedRecipient]? = nil,
        trustedSources: [TrustedSource] = []
    ) {
        self.vault = vault
        self.place = place
        self.format = format
        self.recipients = recipients
        self.trustedSources = trustedSources
    }
}

extension VaultRecord: JSONCoded {
    package static let schema = Schema<VaultRecord>.object(
        "Vault", "A vault that this machine has met.",
        Field("vault", \.vault, .uuid),
        Field("place", \.place, .text(1...8192)),
        Field("format", \.format, .choice),
        Field(optional: "recipients", \.recipients, .list(of: NamedRecipient.schema, 0...64)),
        Field(
            "trustedSources", \.trustedSources, .list(of: TrustedSource.schema, 0...100_000),
            default: []),
        make: VaultRecord.init)
}

extension VaultRecord.TrustedSource: JSONCoded {
    package static let schema = Schema<VaultRecord.TrustedSource>.object(
        "TrustedSource", "A source of another machine.",
        Field("source", \.source, .uuid),
        Field("key", \.key, .verifyingKey),
        make: VaultRecord.TrustedSource.init)
}
