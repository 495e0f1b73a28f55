internal import CommandLine
internal import Engine
internal import StandAlone
internal import Storage

extension LocalProcess {
    /// Opens a vault to read from it, or to take from it. It is closed when the command ends.
    func open(
        _ address: String, _ keyOptions: KeyOptions, _ transfer: TransferOptions? = nil,
        needsKey: Bool
    ) async throws -> any Vault {
        let vault = try await find(address, keyOptions, transfer, needsKey: needsKey)
        vaults.add(vault)
        return vault
    }

    private func find(
        _ address: String, _ keyOptions: KeyOptions, _ transfer: TransferOptions?, needsKey: Bool
    ) async throws -> any Vault {
        let locations =
            try transfer?.locations(invocation) ?? LocationOpening(console: invocation.console)
        let place = try await locations.open(address)
        let opening = try VaultOpening(
            state: state, keyFolder: keys, brought: keyOptions.brought(invocation))
        if try await opening.format(at: place) == .repository {
            if let option = keyOptions.restic, let path = invocation[option] {
                return try await UpstreamRestic(path, locations, self)
                    .open(address, at: place, opening).vault
            }
            return try await opening.openRepository(at: place, settings: repositorySettings())
        }
        do {
            return try await opening.openForReading(place, needsKey: needsKey)
        } catch let error as EngineError where error.kind == .noVault {
            try await opening.requireNoRemains(at: place)
            throw error
        }
    }
}
