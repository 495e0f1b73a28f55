package import Engine
package import JSON
package import Values

/// Whether parts and index are age files.
package enum VaultEncryption: String, Hashable, Sendable, CaseIterable {
    case age, none
}

/// `holdfast-vault.json`: which vault this is, and who can read what is written to it.
package struct VaultMarker: Hashable, Sendable {
    package let vault: UUID
    package let created: Timestamp
    package let encryption: VaultEncryption
    /// In the order in which they were given; empty without encryption.
    package let recipients: [NamedRecipient]
    /// The compressed size at which a part is closed.
    package let partSize: Int64

    package init(
        vault: UUID, created: Timestamp, encryption: VaultEncryption,
        recipients: [NamedRecipient], partSize: Int64 = ArchiveLimits.partSizeStandard
    ) {
        self.vault = vault
        self.created = created
        self.encryption = encryption
        self.recipients = recipients
        self.partSize = partSize
    }
}

extension VaultMarker: FormatDocument {
    package static let kind = "vault"
    package static let title = "holdfast-vault.json"

    package static let schema = Schema<VaultMarker>.object(
        "ArchiveVaultMarker", "Which vault this is.",
        .kind(kind), .version,
        Field("vault", \.vault, .uuid),
        Field("format", { _ in "archive" }, .word("archive")),
        Field("created", \.created, .timestamp),
        Field("encryption", \.encryption, .choice),
        Field(
            "recipients", \.recipients,
            .list(of: NamedRecipient.schema, 0...ArchiveLimits.recipientsMax)),
        Field("part", \.partSize, .integer(ArchiveLimits.partSizes))
    ) { _, _, vault, _, created, encryption, recipients, partSize in
        guard recipients.isEmpty == (encryption == .none) else {
            throw Violation.Reason.invalid(
                code: "recipients", message: "Recipients and encryption contradict each other.")
        }
        guard Set(recipients.map(\.name)).count == recipients.count else {
            throw Violation.Reason.invalid(
                code: "recipients", message: "Two recipients have one name.")
        }
        return VaultMarker(
            vault: vault, created: created, encryption: encryption, recipients: recipients,
            partSize: partSize)
    }
}
