package import ArchiveEngine
internal import Cryptography
internal import Engine
package import Host
internal import LocalState
package import Storage
package import Values

extension VaultOpening {
    /// Makes a vault that is readable to the recipients, the keys and the passphrase that were
    /// brought, and remembers it.
    /// - Parameter isEncrypted: false only when the person said so.
    package func create(
        at storage: any Storage, isEncrypted: Bool, ids: IDSource, now: Timestamp
    ) async throws -> VaultMarker {
        let recipients = isEncrypted ? try chosenRecipients() : ([], [])
        let new = NewVault(
            id: ids.next(), created: now, encryption: isEncrypted ? .age : .none,
            recipients: recipients.0, sealedIdentities: recipients.1)
        let marker = try await ArchiveVault.create(at: storage, new)
        try remember(marker, at: storage, trustsRecipients: true)
        return marker
    }

    private func chosenRecipients() throws -> ([NamedRecipient], [NewVault.SealedIdentity]) {
        var recipients: [NamedRecipient] = []
        for name in brought.keyNames {
            recipients.append(
                NamedRecipient(name: name, recipient: try localKey(name).recipient))
        }
        let known = try keyFolder.list()
        for (index, recipient) in brought.recipients.enumerated()
        where !recipients.contains(where: { $0.recipient == recipient }) {
            let name =
                known.first { $0.recipient == recipient }?.name
                ?? KeyName("recipient-\(index + 1)") ?? .standard
            recipients.append(NamedRecipient(name: name, recipient: recipient))
        }
        var sealed: [NewVault.SealedIdentity] = []
        if brought.passphrase.isGiven || recipients.isEmpty,
            let secret = try brought.passphrase.newSecret("New passphrase of the vault: ")
        {
            let identity = AgeIdentity.random()
            recipients.append(
                NamedRecipient(name: Self.passphraseKey, recipient: identity.recipient))
            sealed.append(
                NewVault.SealedIdentity(
                    name: Self.passphraseKey, identity: identity, passphrase: AgePassphrase(secret))
            )
        }
        guard !recipients.isEmpty else {
            throw StandAloneError(
                .noEncryptionChosen, "nothing says how the vault is to be encrypted",
                hint: "name a recipient with --recipient age1… (or a key of this machine with "
                    + "--key), or give a passphrase in HOLDFAST_PASSWORD or --password-file; "
                    + "--no-encryption leaves it readable to everybody who can read the place")
        }
        return (recipients, sealed)
    }
}
