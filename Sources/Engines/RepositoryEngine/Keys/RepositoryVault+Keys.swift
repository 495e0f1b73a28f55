package import Cryptography
internal import Engine
internal import Host
package import Values

/// A key of a repository, as its list shows it.
package struct RepositoryKey: Hashable, Sendable {
    package let id: ObjectID
    package let created: Timestamp?
    package let userName: String
    package let hostName: String
    /// The one that the vault was opened with.
    package let isCurrent: Bool
}

extension RepositoryVault {
    package func keys() async throws -> [RepositoryKey] {
        do {
            var faults: [EngineError] = []
            return try await KeyFolder(storage: storage).all(&faults).map { id, file in
                RepositoryKey(
                    id: id, created: file.created, userName: file.userName,
                    hostName: file.hostName, isCurrent: id == keyID)
            }
        } catch {
            throw EngineError(error, at: place)
        }
    }

    /// Lets one more passphrase open the repository.
    @discardableResult
    package func addKey(_ passphrase: Secret) async throws -> ObjectID {
        do {
            let pool = try ThreadPool(name: "key", size: 1)
            let file = try await pool.run { [key, settings] in
                try KeyFile(
                    sealing: key, with: passphrase, settings.newKeyCost(),
                    threads: settings.workers, created: settings.clock.now, by: settings.owner)
            }
            return try await KeyFolder(storage: storage).write(file)
        } catch {
            throw EngineError(error, at: place)
        }
    }

    /// From now on its passphrase opens nothing. Who knew it may have kept the repository's own
    /// key, which stays.
    /// - Throws: `.local` for the key that the vault was opened with; `.wrongKey` when that one is
    ///   gone by now, as when two remove each other's; `.locked`.
    package func removeKey(_ id: ObjectID) async throws {
        guard id != keyID else {
            throw EngineError(
                .local,
                "key \(id.short) is the one in use: open the repository with another "
                    + "passphrase to remove it", disposition: .needsOperator)
        }
        let lock = try await lockAnyVersion(.exclusive)
        do {
            try await removeKey(id, under: lock)
            await lock.release()
        } catch {
            await lock.release()
            throw EngineError(error, at: place)
        }
    }

    private func removeKey(_ id: ObjectID, under lock: RepositoryLock) async throws {
        let keys = KeyFolder(storage: storage)
        guard try await keys.has(keyID) else {
            throw EngineError(
                .wrongKey,
                "the key that \(place) was opened with is gone meanwhile, so no other one is "
                    + "removed")
        }
        try lock.requireValid()
        try await keys.remove(id)
    }

    /// Puts a new passphrase in the place of the one the vault was opened with. The new key is
    /// there, and opens the repository, before the old one goes.
    /// - Returns: The vault as opened with the new one.
    package func changePassphrase(to passphrase: Secret) async throws -> RepositoryVault {
        // Before anything is added: who is refused has one passphrase still, and not two.
        let lock = try await lockAnyVersion(.exclusive)
        do {
            let id = try await addKey(passphrase)
            let opened = try await RepositoryVault.open(
                at: storage, expecting: config.id, passphrase: passphrase, settings: settings)
            guard opened.key == key else {
                throw EngineError.damaged("key \(id.short) does not open as what was sealed")
            }
            try await opened.removeKey(keyID, under: lock)
            await lock.release()
            return opened
        } catch {
            await lock.release()
            throw EngineError(error, at: place)
        }
    }
}
