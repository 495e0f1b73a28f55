internal import ArchiveEngine
internal import CommandLine
internal import Engine
internal import Host
internal import RepositoryEngine
internal import StandAlone
internal import Storage

/// How a new vault is laid out and who is to read it: chosen before anything is made anywhere.
enum NewVaultChoice: Sendable {
    case archive(VaultReaders)
    case repository(NewRepository)

    enum Made: Sendable {
        case archive(VaultMarker)
        case repository(RepositoryVault)
    }

    /// Asks for a passphrase where nothing else says who is to read it.
    /// - Parameter format: A repository, when it is not said, unless somebody is named that only an
    ///   archive can be readable to.
    init(_ format: VaultFormat?, isEncrypted: Bool, _ opening: VaultOpening) throws {
        let isForArchives = !isEncrypted || opening.namesReaders
        switch format ?? (isForArchives ? .archive : .repository) {
        case .archive:
            self = .archive(isEncrypted ? try opening.chooseReaders() : .everybody)
        case .repository:
            guard isEncrypted else {
                throw Failure(.usage, "A repository is always encrypted.")
            }
            self = .repository(NewRepository(passphrase: try opening.choosePassphrase()))
        }
    }

    @discardableResult
    func make(
        at place: any Storage, _ opening: VaultOpening, _ process: LocalProcess
    ) async throws -> Made {
        switch self {
        case .archive(let readers):
            .archive(
                try await opening.create(
                    at: place, readableTo: readers, ids: process.ids, now: WallClock.system.now))
        case .repository(let new):
            .repository(
                try await opening.createRepository(
                    at: place, new, settings: process.repositorySettings()))
        }
    }
}
