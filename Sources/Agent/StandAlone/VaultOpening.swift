package import ArchiveEngine
internal import Cryptography
package import Engine
internal import Host
package import LocalState
package import Storage
package import Values

/// Opens vaults for a machine that stands alone: what the vault says of itself is held against what
/// the machine knows of it, and the keys that are needed are found.
package struct VaultOpening: Sendable {
    /// The name in a vault of the identity that a passphrase opens.
    package static let passphraseKey = KeyName("passphrase") ?? .standard

    let state: LocalState
    let keyFolder: KeyFolder
    let brought: BroughtKeys

    package init(state: LocalState, keyFolder: KeyFolder, brought: BroughtKeys) {
        self.state = state
        self.keyFolder = keyFolder
        self.brought = brought
    }

    // MARK: Writing

    /// Opens a vault to back up a source into it. No identity is needed.
    ///
    /// A vault that this machine has met must have the recipients it had then. One that it meets
    /// for the first time must be readable to those, and only those, that the person names.
    /// - Parameters:
    ///   - tenant: Below whom it is stored; this machine alone, when it is not said.
    ///   - vault: The vault that has to be there, where somebody else knows which.
    package func openForWriting(
        _ storage: any Storage, source: SourceRecord, tenant: UUID? = nil,
        expecting vault: UUID? = nil
    ) async throws -> ArchiveVault {
        let marker = try await ArchiveVault.readMarker(at: storage)
        if let vault, vault != marker.vault { throw EngineError.foreign(marker.vault, at: storage) }
        let expected = try await expectedRecipients(of: marker, at: storage)
        let scope = ArchiveScope(
            tenant: try tenant ?? state.machine().tenant, source: source.source)
        let vault = try await ArchiveVault.open(
            at: storage, expecting: marker.vault,
            keys: ArchiveKeys(recipients: expected, signing: source.signingKey), scope: scope)
        try remember(marker, at: storage, trustsRecipients: true)
        return vault
    }

    private func expectedRecipients(
        of marker: VaultMarker, at storage: any Storage
    ) async throws -> [NamedRecipient] {
        if let known = try state.vault(marker.vault), let recipients = known.recipients {
            try requireNamed(marker)
            return recipients
        }
        if let former = try state.vault(at: storage.place), former.vault != marker.vault {
            throw EngineError(
                .foreignVault,
                "the vault at \(storage.place) is \(marker.vault) and not \(former.vault), which "
                    + "was there before: is the right disk mounted?")
        }
        guard marker.encryption != .none else { return [] }
        try await requireChosen(marker, at: storage)
        return marker.recipients
    }

    /// Whoever names recipients gets exactly these.
    private func requireNamed(_ marker: VaultMarker) throws {
        let named = try namedRecipients()
        guard !named.isEmpty else { return }
        let inVault = Set(marker.recipients.map(\.recipient))
        guard inVault.isSuperset(of: named) else {
            throw StandAloneError(
                .contradiction, "the vault is not encrypted to every recipient that was named",
                hint: "its recipients are "
                    + marker.recipients.map { "\($0.recipient)" }.joined(separator: ", "))
        }
    }

    /// At first sight the vault's word is not enough: somebody who can write to it could have put
    /// himself among the recipients.
    private func requireChosen(
        _ marker: VaultMarker, at storage: any Storage
    ) async throws {
        let inVault = marker.recipients.map(\.recipient)
        var chosen = try namedRecipients()
        if let secret = try await passphraseIdentity(marker, at: storage) {
            chosen.insert(secret.recipient)
        }
        if chosen.isEmpty {
            throw StandAloneError(
                .noEncryptionChosen,
                "this machine has not met the vault at \(storage.place), and nothing says to whom "
                    + "its backups may be readable",
                hint: "name each recipient with --recipient (or --key), or give the vault's "
                    + "passphrase in HOLDFAST_PASSWORD or --password-file")
        }
        guard Set(inVault) == chosen else {
            let others = inVault.filter { !chosen.contains($0) }.map(\.description)
            throw StandAloneError(
                .contradiction,
                others.isEmpty
                    ? "the vault at \(storage.place) is not encrypted to every recipient that "
                        + "was named"
                    : "the vault at \(storage.place) is also readable to "
                        + others.joined(separator: ", "),
                hint: "if that is right, name exactly the vault's recipients with --recipient")
        }
    }

    /// The recipients that were named, as they are or by the names of this machine's keys.
    func namedRecipients() throws -> Set<AgeRecipient> {
        var named = Set(brought.recipients)
        for name in brought.keyNames { named.insert(try localKey(name).recipient) }
        return named
    }

    func localKey(_ name: KeyName) throws -> KeyFolder.Key {
        guard let key = try keyFolder.key(named: name) else {
            throw LocalStateError(
                .notFound, "there is no key named \(name) on this machine",
                hint: "holdfast key list shows those there are")
        }
        return key
    }

    /// - Parameter trustsRecipients: Who only reads learns nothing about whom to write for.
    func remember(
        _ marker: VaultMarker, at storage: any Storage, trustsRecipients: Bool
    ) throws {
        let known = try state.vault(marker.vault)
        var record =
            known ?? VaultRecord(vault: marker.vault, place: storage.place, format: .archive)
        record.place = storage.place
        if trustsRecipients, record.recipients == nil {
            record.recipients = marker.recipients
        }
        if record != known { try state.remember(record) }
    }

    // MARK: Reading

    /// Opens a vault to read it, with every identity that is at hand. Where none fits and a key is
    /// needed, a passphrase is asked for.
    package func openForReading(
        _ storage: any Storage, needsKey: Bool
    ) async throws -> ArchiveVault {
        let marker = try await ArchiveVault.readMarker(at: storage)
        var identities = try fitting(marker)
        if identities.isEmpty, marker.encryption != .none, needsKey || brought.passphrase.isGiven {
            if let identity = try await passphraseIdentity(marker, at: storage) {
                identities.append(identity)
            } else {
                identities += try sealedLocally(marker)
            }
        }
        if identities.isEmpty, needsKey, marker.encryption != .none {
            throw StandAloneError(
                .keyMissing, "no key that is here opens the vault at \(storage.place)",
                hint: "it is readable with the keys named "
                    + marker.recipients.map { "\($0.name) (\($0.recipient))" }
                    .joined(separator: ", ") + "; give one with --identity-file, or its passphrase "
                    + "in HOLDFAST_PASSWORD or --password-file")
        }
        let vault = try await ArchiveVault.open(
            at: storage, expecting: try state.vault(at: storage.place)?.vault,
            keys: ArchiveKeys(identities: identities, known: try knownSigners(of: marker)),
            scope: nil)
        try rememberIfPossible(marker, at: storage)
        return vault
    }

    /// A restore has to work from a disk that is full, or that a rescue system mounts read-only. It
    /// leaves nothing on a machine that keeps nothing.
    private func rememberIfPossible(_ marker: VaultMarker, at storage: any Storage) throws {
        guard try state.isThere else { return }
        do {
            try remember(marker, at: storage, trustsRecipients: false)
        } catch let error as FileError
            where [.readOnly, .noSpace, .denied].contains(error.kind)
        {
            // Next time it is met for the first time again.
        }
    }

    /// Whose signatures count whatever the vault says: those of this machine's sources, and those
    /// that somebody said yes to.
    private func knownSigners(of marker: VaultMarker) throws -> [UUID: VerifyingKey] {
        var known: [UUID: VerifyingKey] = [:]
        for trusted in try state.vault(marker.vault)?.trustedSources ?? [] {
            known[trusted.source] = trusted.key
        }
        for source in try state.sources() { known[source.source] = source.signingKey.verifyingKey }
        return known
    }

    /// Identities that need no passphrase.
    private func fitting(_ marker: VaultMarker) throws -> [AgeIdentity] {
        let wanted = Set(marker.recipients.map(\.recipient))
        var found = brought.identities.filter { wanted.contains($0.recipient) }
        for key in try keyFolder.list() where wanted.contains(key.recipient) {
            guard key.keeping == .plain else { continue }
            found.append(try keyFolder.identity(of: key) { nil })
        }
        return found
    }

    private func sealedLocally(_ marker: VaultMarker) throws -> [AgeIdentity] {
        let wanted = Set(marker.recipients.map(\.recipient))
        let sealed = try keyFolder.list().first {
            $0.keeping == .sealed && wanted.contains($0.recipient)
        }
        guard let sealed else { return [] }
        return [
            try keyFolder.identity(of: sealed) {
                try brought.passphrase.secret("Passphrase of the key \(sealed.name): ")
            }
        ]
    }

    /// The identity in the vault that a passphrase opens; nil when there is none, or no passphrase.
    private func passphraseIdentity(
        _ marker: VaultMarker, at storage: any Storage
    ) async throws -> AgeIdentity? {
        guard let key = marker.recipients.first(where: { $0.name == Self.passphraseKey }),
            let secret = try brought.passphrase.secret("Passphrase of the vault: ")
        else { return nil }
        let identity = try await ArchiveVault.identity(
            key.name, at: storage, AgePassphrase(secret))
        guard identity.recipient == key.recipient else {
            throw EngineError(
                .damaged,
                "the key \(key.name) in the vault at \(storage.place) does not belong "
                    + "to the recipient of that name")
        }
        return identity
    }
}

extension EngineError {
    fileprivate static func foreign(_ found: UUID, at storage: any Storage) -> EngineError {
        EngineError(
            .foreignVault,
            "the vault at \(storage.place) is \(found) and not the one that is meant: is the right "
                + "disk mounted?")
    }
}
