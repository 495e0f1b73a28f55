package import Cryptography
internal import Engine
internal import Host
package import Storage
internal import Synchronization
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
            let keys = KeyFolder(storage: storage)
            // They would open with the same passphrase, and not the config that is to come.
            for left in try await requireRoom(at: storage) { try await keys.remove(left) }
            let key = MasterKey.random()
            let config = RepositoryConfig.random(new.cutsLike?.config.chunkerPolynomial)
            let pool = try ThreadPool(name: "key", size: 1)
            let file = try await pool.run {
                try KeyFile(
                    sealing: key, with: new.passphrase, settings.newKeyCost(),
                    threads: settings.workers, created: settings.clock.now, by: settings.owner)
            }
            let keyID = try await keys.write(file)
            do {
                try await putConfig(config, key, at: storage)
            } catch let error as EngineError where error.kind == .occupied {
                // Somebody else was faster. A task of its own: also when this one was cancelled.
                _ = await Task { try await keys.remove(keyID) }.result
                throw error
            }
            // Somebody who came at the same moment may have taken it for left behind.
            if try await !keys.has(keyID) { _ = try await keys.write(file) }
            return RepositoryVault(
                storage: storage, config: config, key: key, keyID: keyID, settings: settings)
        } catch {
            throw EngineError(error, at: storage.place)
        }
    }

    /// - Returns: The keys that attempts left which came to nothing.
    private static func requireRoom(at storage: any Storage) async throws -> [ObjectID] {
        guard try await storage.head(RepositoryLayout.config) == nil else {
            throw EngineError(.occupied, "there is a repository at \(storage.place) already")
        }
        let place = storage.place
        let left = Mutex<[ObjectID]>([])
        try await storage.list(nil) { batch in
            for info in batch {
                guard let id = RepositoryLayout.id(of: info.name, in: .keys) else {
                    throw EngineError(
                        .occupied,
                        "\(place) is not empty: there is \(info.name). A repository is made in an "
                            + "empty place")
                }
                left.withLock { $0.append(id) }
            }
        }
        return left.withLock { $0 }
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
