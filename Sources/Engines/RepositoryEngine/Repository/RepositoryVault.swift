package import Engine
package import Storage
internal import Synchronization
package import Values

/// A vault of format `repository` that was opened: its config has been read with one of its keys.
/// The contract of the format is docs/formats/repository.md.
package final class RepositoryVault: Sendable {
    package let storage: any Storage
    package let config: RepositoryConfig
    package let key: MasterKey
    /// Which of its key objects the passphrase opened.
    package let keyID: ObjectID
    package let settings: RepositorySettings
    /// Locks on their way to be released, for which `close` waits.
    private let releases = Mutex<[Task<Void, Never>]>([])
    /// Locks of streams, which may outlive the call of `close` and must not outlive the vault.
    private let readingLocks = Mutex<[RepositoryLock]>([])

    package var format: VaultFormat { .repository }
    package var place: String { storage.place }
    package var ownName: String { "\(config.id)" }

    init(
        storage: any Storage, config: RepositoryConfig, key: MasterKey, keyID: ObjectID,
        settings: RepositorySettings
    ) {
        self.storage = storage
        self.config = config
        self.key = key
        self.keyID = keyID
        self.settings = settings
    }

    /// Has `close` release it when its stream has not by then.
    func keep(_ lock: RepositoryLock) {
        readingLocks.withLock { $0.append(lock) }
    }

    /// For whoever cannot wait: the end of a stream.
    func releaseSoon(_ lock: RepositoryLock) {
        let isOurs = readingLocks.withLock { locks in
            let index = locks.firstIndex { $0 === lock }
            if let index { locks.remove(at: index) }
            return index != nil
        }
        // `close` was faster.
        guard isOurs else { return }
        let task = Task { await lock.release() }
        releases.withLock { $0.append(task) }
    }

    package func space() async throws -> (free: ByteCount, total: ByteCount?)? {
        try await storage.space().map { ($0.free, $0.total) }
    }

    package func held() async throws -> ByteCount? { try await storage.size() }

    package func close() async {
        let locks = readingLocks.withLock { locks in
            defer { locks = [] }
            return locks
        }
        for lock in locks { await lock.release() }
        let tasks = releases.withLock { tasks in
            defer { tasks = [] }
            return tasks
        }
        for task in tasks { await task.value }
        await storage.close()
    }
}
