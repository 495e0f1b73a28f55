package import Cryptography
package import Engine
package import JSON
package import Values

/// A vault that this machine has met. What is written here is believed before what the vault says
/// of itself: whoever can write to the vault must not be able to make backups readable to himself.
package struct VaultRecord: Hashable, Sendable {
    package struct Recipient: Hashable, Sendable {
        package let name: KeyName
        package let recipient: AgeRecipient

        package init(name: KeyName, recipient: AgeRecipient) {
            self.name = name
            self.recipient = recipient
        }
    }

    package let vault: UUID
    /// Where it was met, without secrets.
    package var place: String
    package let format: VaultFormat
    /// Empty where it is not encrypted; nil while it has only been read.
    package var recipients: [Recipient]?
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
        vault: UUID, place: String, format: VaultFormat, recipients: [Recipient]? = nil,
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
        Field(optional: "recipients", \.recipients, .list(of: Recipient.schema, 0...64)),
        Field(
            "trustedSources", \.trustedSources, .list(of: TrustedSource.schema, 0...100_000),
            default: []),
        make: VaultRecord.init)
}

extension VaultRecord.Recipient: JSONCoded {
    package static let schema = Schema<VaultRecord.Recipient>.object(
        "Recipient", "Whom a vault's backups are encrypted to.",
        Field("name", \.name, .keyName),
        Field("recipient", \.recipient, .recipient),
        make: VaultRecord.Recipient.init)
}

extension VaultRecord.TrustedSource: JSONCoded {
    package static let schema = Schema<VaultRecord.TrustedSource>.object(
        "TrustedSource", "A source of another machine.",
        Field("source", \.source, .uuid),
        Field("key", \.key, .verifyingKey),
        make: VaultRecord.TrustedSource.init)
}

extension Schema where Value == VerifyingKey {
    fileprivate static var verifyingKey: Schema {
        .string(
            format: nil, expected: "a public key",
            parse: { Base64.unpadded.decode($0).flatMap { VerifyingKey(bytes: $0) } },
            print: \.description)
    }
}

extension Schema where Value == KeyName {
    fileprivate static var keyName: Schema {
        .string(
            format: nil, expected: "a name of a key", parse: { KeyName($0) }, print: \.text)
    }
}
