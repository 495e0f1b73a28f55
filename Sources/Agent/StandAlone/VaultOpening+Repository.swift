package import Cryptography
package import Engine
internal import LocalState
package import RepositoryEngine
package import Storage
package import Values

extension VaultOpening {
    /// How a place is laid out, by what marks it; nil where neither mark is.
    ///
    /// A repository's own config is its mark, and is asked for first: servers that only keep
    /// repositories know no other names.
    package func format(at storage: any Storage) async throws -> VaultFormat? {
        if try await storage.head(RepositoryLayout.config) != nil { return .repository }
        return nil
    }

    /// Where neither mark is: whether there is the rest of a repository, which is another thing
    /// than a disk that is not mounted.
    /// - Throws: `.damaged` then.
    package func requireNoRemains(at storage: any Storage) async throws {
        let keys = RepositoryLayout.Folder.keys
        let remains = try await storage.listAll(keys.name).contains { info in
            RepositoryLayout.id(of: info.name, in: keys) != nil
        }
        guard remains else { return }
        throw EngineError(
            .damaged,
            "the repository at \(storage.place) has lost its config, without which it is not "
                + "opened: bring the object `config` back from a copy of the repository")
    }

    /// Makes a repository, and remembers it.
    package func createRepository(
        at storage: any Storage, _ new: NewRepository, settings: RepositorySettings
    ) async throws -> RepositoryVault {
        let vault = try await RepositoryVault.create(at: storage, new, settings: settings)
        try remember(vault, at: storage)
        return vault
    }

    /// The passphrase that was brought for a new repository, or else is asked for.
    package func choosePassphrase() throws -> Secret {
        guard try namedRecipients().isEmpty else {
            throw StandAloneError(
                .contradiction, "a repository is encrypted to a passphrase, not to recipients",
                hint: "leave out --recipient and --key, and give the passphrase in "
                    + "HOLDFAST_PASSWORD or --password-file")
        }
        let given = try brought.passphrase.newSecret("New passphrase of the repository: ")
        guard let passphrase = given else { throw try noEncryptionChosen() }
        return passphrase
    }

    /// Opens the repository that is there. It must be the one that was there before, and what its
    /// passphrase opens is believed.
    package func openRepository(
        at storage: any Storage, settings: RepositorySettings
    ) async throws -> RepositoryVault {
        guard let passphrase = try brought.passphrase.secret("Passphrase of the repository: ")
        else { throw Self.missingPassphrase("the repository at \(storage.place)") }
        let vault = try await RepositoryVault.open(
            at: storage, passphrase: passphrase, settings: settings)
        try requireExpected(vault.localID, "\(vault.config.id)", at: storage)
        return vault
    }

    /// Opens it by another program than ours; the same holds.
    /// - Parameter open: Given the passphrase, gives the vault and the id of the repository.
    package func openUpstream<Opened: Vault>(
        at storage: any Storage, _ open: (Secret) async throws -> (Opened, id: String)
    ) async throws -> (vault: Opened, id: UUID) {
        guard let passphrase = try brought.passphrase.secret("Passphrase of the repository: ")
        else { throw Self.missingPassphrase("the repository at \(storage.place)") }
        let (vault, text) = try await open(passphrase)
        guard let id = UUID(repository: text) else {
            throw EngineError(.damaged, "the repository at \(storage.place) has no proper id")
        }
        try requireExpected(id, text, at: storage)
        return (vault, id)
    }

    private func requireExpected(
        _ id: UUID, _ name: String, at storage: any Storage
    ) throws {
        if let former = try state.vault(at: storage.place), former.vault != id {
            throw EngineError(
                .foreignVault,
                "the repository at \(storage.place) is \(name.prefix(8)) and not the vault "
                    + "that was there before: is the right disk mounted?")
        }
    }

    /// Takes an existing repository over: from now on this machine expects it there.
    package func remember(_ vault: RepositoryVault, at storage: any Storage) throws {
        try rememberRepository(vault.localID, at: storage)
    }

    func rememberRepository(_ id: UUID, at storage: any Storage) throws {
        var record =
            try state.vault(id)
            ?? VaultRecord(vault: id, place: storage.place, format: .repository)
        record.place = storage.place
        try state.remember(record)
    }

    private static func missingPassphrase(_ repository: String) -> StandAloneError {
        StandAloneError(
            .keyMissing, "\(repository) needs its passphrase",
            hint: "give it in HOLDFAST_PASSWORD or --password-file")
    }
}

extension RepositoryVault {
    /// What this machine calls it.
    package var localID: UUID {
        guard let id = UUID(repository: "\(config.id)") else {
            preconditionFailure("an id has 64 hexadecimal digits")
        }
        return id
    }
}

extension UUID {
    /// Half of a repository's id, which is as long as the ids of other vaults.
    fileprivate init?(repository id: String) {
        guard let half = Hex.decode(id.utf8.prefix(32)) else { return nil }
        self.init(bytes: half)
    }
}
