package import Cryptography
package import Engine
internal import Host
package import Storage
package import Values

/// What a new vault is to be.
package struct NewVault: Sendable {
    package var id: UUID
    package var created: Timestamp
    package var encryption: VaultEncryption
    package var recipients: [NamedRecipient]
    package var partSize: Int64
    /// Identities to keep in the vault, each sealed with a passphrase, for those who restore with
    /// nothing but that in their heads. Their names are among the recipients'.
    package var sealedIdentities: [SealedIdentity]

    package init(
        id: UUID, created: Timestamp, encryption: VaultEncryption = .age,
        recipients: [NamedRecipient], partSize: Int64 = ArchiveLimits.partSizeStandard,
        sealedIdentities: [SealedIdentity] = []
    ) {
        self.id = id
        self.created = created
        self.encryption = encryption
        self.recipients = recipients
        self.partSize = partSize
        self.sealedIdentities = sealedIdentities
    }

    package struct SealedIdentity: Sendable {
        package let name: KeyName
        package let identity: AgeIdentity
        package let passphrase: AgePassphrase

        package init(name: KeyName, identity: AgeIdentity, passphrase: AgePassphrase) {
            self.name = name
            self.identity = identity
            self.passphrase = passphrase
        }
    }
}

extension ArchiveVault {
    /// Makes a vault at an empty location. The marker comes last, so that one who is interrupted
    /// has made none, and may try again.
    ///
    /// - Throws: `.occupied` where anything is there that an interrupted attempt of this very call
    ///   would not have left: a vault, or files that are none of ours.
    @discardableResult
    package static func create(
        at storage: any Storage, _ new: NewVault
    ) async throws -> VaultMarker {
        let marker = VaultMarker(
            vault: new.id, created: new.created, encryption: new.encryption,
            recipients: new.recipients, partSize: new.partSize)
        // What cannot be read back is not written.
        guard try VaultMarker(parsing: marker.encoded) == marker else {
            throw EngineError(.local, "the marker of the new vault contradicts itself")
        }
        do {
            try await requireRoom(at: storage, for: new)
            for key in new.sealedIdentities { try await put(key, at: storage) }
            try await storage.put(ArchiveLayout.marker, marker.encoded, .create)
            return marker
        } catch let error as StorageError where error.kind == .alreadyExists {
            throw EngineError(
                .occupied, "there is a vault at \(storage.place) already", underlying: error)
        } catch let error as StorageError {
            throw EngineError(storing: error, at: storage.place)
        }
    }

    private static func requireRoom(
        at storage: any Storage, for new: NewVault
    ) async throws {
        guard try await storage.head(ArchiveLayout.marker) == nil else {
            throw EngineError(.occupied, "there is a vault at \(storage.place) already")
        }
        let ours = Set(new.sealedIdentities.map { ArchiveLayout.key($0.name) })
        let place = storage.place
        // The first that is not ours ends the listing, of which there may be millions.
        try await storage.list(nil) { batch in
            guard let foreign = batch.first(where: { !ours.contains($0.name) }) else { return }
            throw EngineError(
                .occupied,
                "\(place) is not empty: there is \(foreign.name). A vault is made in "
                    + "an empty place")
        }
    }

    private static func put(
        _ key: NewVault.SealedIdentity, at storage: any Storage
    ) async throws {
        let sealed = try await Self.sealing(key)
        try await storage.put(ArchiveLayout.key(key.name), sealed, .replace)
    }

    /// Stretching the passphrase takes a second and 256 MiB, on a thread that has the time.
    private static func sealing(_ key: NewVault.SealedIdentity) async throws -> [UInt8] {
        let pool = try ThreadPool(name: "seal", size: 1)
        return try await withTaskExecutorPreference(pool) {
            try key.identity.sealed(with: key.passphrase)
        }
    }

    /// The identity called `name` that lies sealed in the vault.
    /// - Throws: `.wrongKey` for another passphrase, `.keyMissing` where there is none.
    package static func identity(
        _ name: KeyName, at storage: any Storage, _ passphrase: AgePassphrase
    ) async throws -> AgeIdentity {
        let sealed: [UInt8]
        do {
            sealed = try await storage.get(
                ArchiveLayout.key(name), limit: ArchiveLimits.smallObjectSizeMax)
        } catch let error as StorageError where error.kind == .notFound {
            throw EngineError(
                .keyMissing, "the vault at \(storage.place) keeps no key called \(name)")
        } catch let error as StorageError {
            throw EngineError(storing: error, at: storage.place)
        }
        let pool = try ThreadPool(name: "unseal", size: 1)
        return try await withTaskExecutorPreference(pool) {
            try Self.open(sealed, name, with: passphrase)
        }
    }

    private static func open(
        _ sealed: [UInt8], _ name: KeyName, with passphrase: AgePassphrase
    ) throws -> AgeIdentity {
        do {
            let identities = try AgeIdentity.unseal(sealed, with: passphrase)
            guard let identity = identities.first else {
                throw EngineError.damaged("the key called \(name) is empty")
            }
            return identity
        } catch let error as CryptographyError {
            switch error.kind {
            case .wrongKey:
                throw EngineError(
                    .wrongKey, "the passphrase does not open the key called \(name)",
                    underlying: error)
            default:
                throw EngineError(
                    .damaged, "the key called \(name): \(error.message)", underlying: error)
            }
        }
    }
}
