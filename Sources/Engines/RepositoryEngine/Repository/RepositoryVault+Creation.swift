package import Cryptography
internal import Engine
internal import Host
package import Storage
internal import Values

/// What a new repository is to be.
package struct NewRepository: Sendable {
    package var passphrase: Secret
    /// Files are to be cut as this one cuts them, so that what is copied from there and what is
    /// backed up here have pieces in common. nil for a way of its own.
    package var cutsLike: RepositoryVault?

    package init(
        passphrase: Secret, cutsLike: RepositoryVault? = nil
    ) {
        self.passphrase = passphrase
        self.cutsLike = cutsLike
    }
}

extension RepositoryVault {
    /// Makes a repository at an empty location and opens it. The config comes last, so that one who
    /// is interrupted has made none, and may try again.
    /// - Throws: `.occupied` where anything is there but keys of such an attempt.
    package static func create(
        at storage: any Storage, _ new: NewRepository, settings: RepositorySettings
    ) async throws -> RepositoryVault {
        do {
            try await requireRoom(at: storage)
            let key = MasterKey.random()
            let config = RepositoryConfig.random(new.cutsLike?.config.chunkerPolynomial)
            let pool = try ThreadPool(name: "key", size: 1)
            let file = try await pool.run {
                try KeyFile(
                    sealing: key, with: new.passphrase, settings.newKeyCost(),
                    threads: settings.workers, created: settings.clock.now, by: settings.owner)
            }
            let keyID = try await KeyFolder(storage: storage).write(file)
            try await putConfig(config, key, at: storage)
            return RepositoryVault(
                storage: storage, config: config, key: key, keyID: keyID, settings: settings)
        } catch {
            throw EngineError(error, at: storage.place)
        }
    }

    private static func requireRoom(at storage: any Storage) async throws {
        guard try await storage.head(RepositoryLayout.config) == nil else {
            throw EngineError(.occupied, "there is a repository at \(storage.place) already")
        }
        let place = storage.place
        try await storage.list(nil) { batch in
            let foreign = batch.first { RepositoryLayout.id(of: $0.name, in: .keys) == nil }
            guard let foreign else { return }
            throw EngineError(
                .occupied,
                "\(place) is not empty: there is \(foreign.name). A repository is made in an "
                    + "empty place")
        }
    }

    private static func putConfig(
        _ config: RepositoryConfig, _ key: MasterKey, at storage: any Storage
    ) async throws {
        let sealed = RepositorySealer.seal(config.encoded, key)
        do {
            try await storage.put(RepositoryLayout.config, sealed, .create)
        } catch let error as StorageError where error.kind == .alreadyExists {
            throw EngineError(
                .occupied, "there is a repository at \(storage.place) already",
                underlying: error)
        }
    }
}

extension RepositorySettings {
    func newKeyCost() throws -> Scrypt.Cost { try keyCost ?? KeyCost.measured() }
}

/// How much work trying a passphrase is to be.
private enum KeyCost {
    /// 32 MiB for each lane, which is what the format's own program takes.
    private static let rounds: UInt64 = 32768
    private static let blockSize = 8
    private static let lanes = 4...20
    private static let wanted = 500_000_000.0

    /// As many lanes as one thread of this machine works through in half a second.
    static func measured() throws -> Scrypt.Cost {
        guard let one = Scrypt.Cost(rounds: rounds, blockSize: blockSize, lanes: 1) else {
            preconditionFailure("this cost is allowed")
        }
        let start = MonotonicTime.nanoseconds
        do {
            _ = try Scrypt.derive(
                from: Secret("calibration"), salt: [0], one, threads: 1, count: 64)
        } catch {
            throw EngineError(.local, error.message, underlying: error)
        }
        let taken = Double(max(MonotonicTime.nanoseconds - start, 1))
        let count = min(max(Int(wanted / taken), lanes.lowerBound), lanes.upperBound)
        return Scrypt.Cost(rounds: rounds, blockSize: blockSize, lanes: count) ?? one
    }
}
