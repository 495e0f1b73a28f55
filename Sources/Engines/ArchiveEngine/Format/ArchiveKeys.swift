package import Cryptography
package import Engine
package import Values

/// What somebody holds of an archive's keys; each right has a key of its own.
package struct ArchiveKeys: Sendable {
    /// To whom backups are readable. A vault's marker must name the same, or the vault is refused.
    /// nil: nothing is known of it yet, and the marker is believed.
    package var recipients: [NamedRecipient]?
    /// Who reads; empty for a machine that only writes.
    package var identities: [AgeIdentity]
    /// Signs snapshots; nil for a machine that only reads.
    package var signing: SigningKey?
    /// Whose signature counts. nil: the one that is known of the source, else the one that the
    /// vault names.
    package var verifying: VerifyingKey?
    /// Keys of sources that this machine knows, by the sources' ids.
    package var known: [UUID: VerifyingKey]

    package init(
        recipients: [NamedRecipient]? = nil, identities: [AgeIdentity] = [],
        signing: SigningKey? = nil, verifying: VerifyingKey? = nil,
        known: [UUID: VerifyingKey] = [:]
    ) {
        self.recipients = recipients
        self.identities = identities
        self.signing = signing
        self.verifying = verifying ?? signing?.verifyingKey
        self.known = known
    }
}
