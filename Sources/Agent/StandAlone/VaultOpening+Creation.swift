package import ArchiveEngine
internal import Cryptography
internal import Engine
package import Host
internal import LocalState
package import Storage
package import Values

/// Who will be able to read a new vault.
package struct VaultReaders: Sendable {
    let recipients: [NamedRecipient]
    let sealed: [NewVault.SealedIdentity]

    /// Everybody who can read the place.
    package static let everybody = VaultReaders(recipients: [], sealed: [])
}

extension VaultOpening {
    /// Makes a vault that is readable to the recipients, the keys and the passphrase that were
    /// brought, and remembers it.
    /// - Parameter isEncrypted: false only when the person said so.
    package func create(
        at storage: any Storage, isEncrypted: Bool, ids: IDSource, now: Timestamp
    ) async throws -> VaultMarker {
        try await create(
            at: storage, readableTo: isEncrypted ? chooseReaders() : .everybody, ids: ids, now: now)
    }

    /// The same for readers that were chosen before the place was so much as looked at.
    package func create(
        at storage: any Storage, readableTo readers: VaultReaders, ids: IDSource, now: Timestamp
    ) async throws -> VaultMarker {
        try await create(ids.next(), at: storage, readableTo: readers, now: now)
    }

    /// The same under an id that somebody else has given it.
    package func create(
        _ id: UUID, at storage: any Storage, readableTo readers: VaultReaders, now: Timestamp
    ) async throws -> VaultMarker {
        let new = NewVault(
            id: id, created: now, encryption: readers.recipients.isEmpty ? .none : .age,
            recipients: readers.recipients, sealedIdentities: readers.sealed)
        let marker = try await ArchiveVault.create(at: storage, new)
        try remember(marker, at: storage, trustsRecipients: true)
        return marker
    }

    /// Out of what was brought; asks for a new passphrase when that is nothing.
    package func chooseReaders() throws -> VaultReaders {
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
        guard !recipients.isEmpty else { throw try noEncryptionChosen() }
        return VaultReaders(recipients: recipients, sealed: sealed)
    }

    /// Whether somebody is named to whom only archives can be readable.
    package var namesReaders: Bool { !brought.recipients.isEmpty || !brought.keyNames.isEmpty }

    func noEncryptionChosen() throws -> StandAloneError {
        let own = try keyFolder.list().first.map { "--key=\($0.name)" }
        return StandAloneError(
            .noEncryptionChosen, "nothing says how the vault is to be encrypted",
            hint: "give a passphrase in HOLDFAST_PASSWORD or --password-file, or name a recipient "
                + "with --recipient age1… (or \(own ?? "a key of this machine with --key")) for "
                + "sealed archives; --no-encryption leaves them readable to everybody who can "
                + "read the place")
    }
}
