import Cryptography
import Engine
import Host
import LocalStorage
import Storage
import TestSupport
import Testing
import Values

@testable import RepositoryEngine

/// A repository in a scratch folder, made by us, that costs little to open.
struct RepositoryFixture {
    /// Little work, so that tests open repositories quickly; upstream takes what the key says.
    static let cheap: Scrypt.Cost = {
        guard let cost = Scrypt.Cost(rounds: 1024, blockSize: 8, lanes: 2) else {
            preconditionFailure("this cost is allowed")
        }
        return cost
    }()

    /// As if of this machine and process.
    static let owner = LockOwner(
        hostName: "holdfast-tests", userName: "tester", pid: ProcessMark.current?.pid ?? 0,
        uid: 0, gid: 0)
    static let settings = RepositorySettings(owner: owner, keyCost: cheap)
    static let passphrase = Secret(Restic.passphrase)

    let path: String
    let vault: RepositoryVault

    init(in folder: String, settings: RepositorySettings = Self.settings) async throws {
        path = "\(folder)/repository"
        vault = try await RepositoryVault.create(
            at: try await Self.storage(path),
            NewRepository(passphrase: Self.passphrase), settings: settings)
    }

    /// The repository as another process opens it.
    static func open(
        _ path: String, settings: RepositorySettings = Self.settings
    ) async throws -> RepositoryVault {
        try await RepositoryVault.open(
            at: try await storage(path), passphrase: passphrase, settings: settings)
    }

    static func storage(_ path: String) async throws -> LocalStorage {
        try await blocking {
            _ = try shell("mkdir -p '\(path)'")
            return try LocalStorage(root: FilePath(path), reserve: .none)
        }
    }

    /// Lets upstream put its data folders and caches in order; without them it makes its own.
    static func resticRepository(in folder: String, _ restic: Restic) async throws -> String {
        let path = "\(folder)/theirs"
        try await restic(path, "init")
        return path
    }
}
