package import Engine
package import Storage
internal import Synchronization

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

    package var format: VaultFormat { .repository }
    package var place: String { storage.place }

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

    /// For whoever cannot wait: the end of a stream.
    func releaseSoon(_ lock: RepositoryLock) {
        let task = Task { await lock.release() }
        releases.withLock { $0.append(task) }
    }

    package func close() async {
        let tasks = releases.withLock { tasks in
            defer { tasks = [] }
            return tasks
        }
        for task in tasks { await task.value }
        await storage.close()
    }
}
