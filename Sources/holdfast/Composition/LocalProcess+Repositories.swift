internal import CommandLine
internal import Engine
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
        try await body(
            openRepository(address, keyOptions.brought(invocation).passphrase))
    }

    /// Opens the repository at an address. It is closed when the command ends.
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
        let vault = try await opening.openRepository(at: place, settings: repositorySettings())
        vaults.add(vault)
        return vault
    }
}
