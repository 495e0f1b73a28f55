package import AgentProtocol
internal import ArchiveEngine
package import Cryptography
internal import Domain
package import Engine
internal import Host
package import LocalState
internal import RepositoryEngine
package import StandAlone
internal import Storage
package import Values
internal import VaultLocation

/// Opens the vaults that a hub describes, with the secrets that came with them.
package struct VaultAccess: Sendable {
    private let state: LocalState
    private let keyFolder: KeyFolder
    private let places: any PlaceOpening
    private let policy: PolicyBook
    private let bandwidths = VaultBandwidths()
    package let engines: FormatEngines
    private let keys: @Sendable () -> [BoxPrivateKey]

    /// - Parameter keys: What secrets are sealed to, at this moment.
    package init(
        state: LocalState, keyFolder: KeyFolder, places: any PlaceOpening, policy: PolicyBook,
        engines: FormatEngines, keys: @escaping @Sendable () -> [BoxPrivateKey]
    ) {
        self.state = state
        self.keyFolder = keyFolder
        self.places = places
        self.policy = policy
        self.engines = engines
        self.keys = keys
    }

    /// A vault and the place it was opened at.
    package struct Opened: Sendable {
        package let vault: any Vault
        let place: any Storage

        package func close() async {
            await vault.close()
            await place.close()
        }
    }

    /// For a backup. The vault that is there has to be the one that is meant.
    package func openForWriting(
        _ vault: ConfiguredVault, _ source: ConfiguredSource, paths: [[UInt8]],
        _ throttle: RunThrottle? = nil
    ) async throws -> Opened {
        try await open(vault, makesFolder: false, throttle) { place, opening in
            if vault.format == .repository { return try await repository(place, opening) }
            let record =
                if let key = try OpenedSecrets(source.secrets, with: keys()).signingKey() {
                    SourceRecord(source: source.id.uuid, paths: paths, signingKey: key)
                } else { try state.source(source.id.uuid, of: paths) }
            return try await opening.openForWriting(
                place, source: record, tenant: source.tenant.uuid, expecting: vault.id.uuid)
        }
    }

    /// For everything else.
    package func openForReading(
        _ vault: ConfiguredVault, needsKey: Bool, _ throttle: RunThrottle? = nil
    ) async throws -> Opened {
        try await open(vault, makesFolder: false, throttle) { place, opening in
            if vault.format == .repository { return try await repository(place, opening) }
            let opened = try await opening.openForReading(place, needsKey: needsKey)
            guard opened.marker.vault == vault.id.uuid else {
                throw EngineError(
                    .foreignVault, "the vault at \(place.place) is not the one that is meant")
            }
            return opened
        }
    }

    /// Makes the vault where there is none. One that is there already, and is the one that is
    /// meant, is as good.
    package func create(_ vault: ConfiguredVault, now: Timestamp) async throws {
        let opened = try await open(vault, makesFolder: true) { place, opening in
            if vault.format == .repository {
                if try await opening.format(at: place) == .repository {
                    return try await repository(place, opening)
                }
                return try await opening.createRepository(
                    at: place, NewRepository(passphrase: try opening.choosePassphrase()),
                    settings: try repositories().settings)
            }
            if try await place.head(ArchiveLayout.marker) == nil {
                _ = try await opening.create(
                    vault.id.uuid, at: place, readableTo: try opening.chooseReaders(), now: now)
            }
            let opened = try await opening.openForReading(place, needsKey: false)
            guard opened.marker.vault == vault.id.uuid else {
                throw EngineError(.occupied, "there is another vault at \(place.place)")
            }
            return opened
        }
        await opened.close()
    }

    private func open(
        _ vault: ConfiguredVault, makesFolder: Bool, _ throttle: RunThrottle? = nil,
        _ body: (any Storage, VaultOpening) async throws -> any Vault
    ) async throws -> Opened {
        if let refusal = policy.refusal({ $0.refusal(ofPlace: vault.place) }) {
            throw PolicyRefusal(refusal)
        }
        if case .folder(let path) = try VaultLocation(vault.place) {
            // Where it leads is asked with descriptors, which its words do not tell.
            _ = try policy.openForVault(path, makes: makesFolder)
        }
        let secrets = try OpenedSecrets(vault.secrets, with: keys())
        let opening = VaultOpening(
            state: state, keyFolder: keyFolder, brought: try secrets.keys())
        var place = bandwidths.limited(
            try await places.open(vault.place, secrets.credentials, makesFolder: makesFolder),
            for: vault)
        if let throttle { place = throttle.holdingBack(place) }
        do {
            return Opened(vault: try await body(place, opening), place: place)
        } catch {
            await place.close()
            throw error
        }
    }

    private func repository(
        _ place: any Storage, _ opening: VaultOpening
    ) async throws -> any Vault {
        let vault = try await opening.openRepository(
            at: place, settings: try repositories().settings)
        try opening.remember(vault, at: place)
        return vault
    }

    private func repositories() throws -> FormatEngines.Repositories {
        guard let repositories = engines.repositories else {
            throw EngineError(.local, "this agent knows no vaults of the format repository")
        }
        return repositories
    }
}
