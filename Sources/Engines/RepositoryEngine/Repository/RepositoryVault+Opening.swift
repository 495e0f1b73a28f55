package import Cryptography
internal import Engine
internal import Host
package import Storage
internal import Values

extension RepositoryVault {
    /// Opens the repository at a location with a passphrase of any of its keys.
    ///
    /// - Parameter id: Which repository is expected; nil believes whatever is there, as on first
    ///   sight.
    /// - Throws: `.noVault` where there is none, `.foreignVault` where it is another, `.wrongKey`
    ///   when the passphrase opens no key.
    package static func open(
        at storage: any Storage, expecting id: ObjectID? = nil, passphrase: Secret,
        settings: RepositorySettings
    ) async throws -> RepositoryVault {
        do {
            let sealed = try await readConfig(at: storage)
            let (keyID, key, content) = try await findKey(
                at: storage, of: sealed, passphrase, settings)
            let config = try RepositoryConfig(parsing: content)
            if let id, config.id != id {
                throw EngineError(
                    .foreignVault,
                    "the repository at \(storage.place) is \(config.id.short) and not "
                        + "\(id.short): is the right disk mounted?")
            }
            return RepositoryVault(
                storage: storage, config: config, key: key, keyID: keyID, settings: settings)
        } catch {
            throw EngineError(error, at: storage.place)
        }
    }

    private static func readConfig(at storage: any Storage) async throws -> [UInt8] {
        do {
            return try await storage.get(
                RepositoryLayout.config, limit: RepositoryLimits.smallObjectSizeMax)
        } catch let error as StorageError where error.kind == .notFound {
            throw EngineError(
                .noVault, "there is no repository at \(storage.place): is the disk mounted?",
                underlying: error)
        }
    }

    /// The key, and what is in the config. A key that the passphrase opens and that does not open
    /// the config is of a creation that came to nothing; another one may be the right one.
    private static func findKey(
        at storage: any Storage, of config: [UInt8], _ passphrase: Secret,
        _ settings: RepositorySettings
    ) async throws -> (ObjectID, MasterKey, [UInt8]) {
        var faults: [EngineError] = []
        let keys = try await KeyFolder(storage: storage).all(&faults)
        // The key of this machine first: each try costs half a second.
        let ordered =
            keys.filter { $0.file.hostName == settings.owner.hostName }
            + keys.filter { $0.file.hostName != settings.owner.hostName }
        let pool = try ThreadPool(name: "key", size: 1)
        var opensAny = false
        for (id, file) in ordered.prefix(RepositoryLimits.keysMax) {
            let found = try await pool.run {
                // Another thread would take as much memory again, for half the time.
                try file.open(with: passphrase, threads: 1)
            }
            guard let found else { continue }
            // Another key may be the right one; none is told of below.
            if let content = try? UnpackedObject.openSealed(config, found) {
                return (id, found, content)
            }
            opensAny = true
        }
        guard !opensAny else {
            throw EngineError.damaged(
                "the config of the repository at \(storage.place) does not open with its key")
        }
        if let fault = faults.first { throw fault }
        guard !keys.isEmpty else {
            throw EngineError.damaged("the repository at \(storage.place) has no key")
        }
        let tried = min(keys.count, RepositoryLimits.keysMax)
        let outcome = tried == 1 ? "does not open the key" : "opens none of the \(tried) keys"
        throw EngineError(
            .wrongKey, "the passphrase \(outcome) of the repository at \(storage.place)")
    }
}
