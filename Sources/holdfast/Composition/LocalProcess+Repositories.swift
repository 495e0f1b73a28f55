internal import CommandLine
internal import RepositoryEngine
internal import StandAlone
internal import Storage

extension LocalProcess {
    func repositorySettings() throws -> RepositorySettings {
        try .ofThisProcess(invocation.console)
    }

    /// Runs `body` with the repository at an address.
    func withRepository<Result>(
        _ address: String, _ keyOptions: KeyOptions,
        _ body: (RepositoryVault) async throws -> Result
    ) async throws -> Result {
        let vault = try await openRepository(address, keyOptions.brought(invocation).passphrase)
        let result = try await body(vault)
        await vault.close()
        return result
    }

    /// Opens the repository at an address, which the caller closes.
    func openRepository(
        _ address: String, _ passphrase: Passphrase, _ transfer: TransferOptions? = nil
    ) async throws -> RepositoryVault {
        let locations =
            try transfer?.locations(invocation) ?? LocationOpening(console: invocation.console)
        let place = try await locations.open(address)
        let opening = VaultOpening(
            state: state, keyFolder: keys, brought: BroughtKeys(passphrase: passphrase))
        guard try await opening.format(at: place) == .repository else {
            try await opening.requireNoRemains(at: place)
            throw Failure(
                .missing, "There is no repository at \(place.place).",
                hint: "this command is for vaults of the format repository")
        }
        return try await opening.openRepository(at: place, settings: repositorySettings())
    }
}
