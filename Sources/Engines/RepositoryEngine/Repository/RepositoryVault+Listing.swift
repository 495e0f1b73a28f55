internal import Engine
internal import Storage
internal import Synchronization
package import Values

extension RepositoryVault {
    /// An object as a listing shows it.
    package struct Listed: Hashable, Sendable {
        package let id: ObjectID
        package let size: Int64
        package let modified: Timestamp?
    }

    /// The objects of a folder by their ids. What has a name that no repository gives is left out.
    ///
    /// That there is none is believed when the location says so twice, and has the config in
    /// between: a server that begins anew, a proxy before one and a disk that is not mounted all
    /// say that there is nothing.
    package func list(_ folder: RepositoryLayout.Folder) async throws -> [Listed] {
        do {
            let listed = try await listOnce(folder)
            guard listed.isEmpty else { return listed }
            guard try await storage.head(RepositoryLayout.config) != nil else {
                throw StorageError(
                    .failed,
                    "\(place) lists nothing and has no config any more: it is not there, or its "
                        + "server is not well")
            }
            return try await listOnce(folder)
        } catch {
            throw EngineError(error, at: place)
        }
    }

    private func listOnce(_ folder: RepositoryLayout.Folder) async throws -> [Listed] {
        let found = Mutex<[Listed]>([])
        try await storage.list(folder.name) { batch in
            let listed = batch.compactMap { info in
                RepositoryLayout.id(of: info.name, in: folder).map {
                    Listed(id: $0, size: info.size, modified: info.modified)
                }
            }
            found.withLock { $0 += listed }
        }
        return found.withLock { $0.sorted { $0.id < $1.id } }
    }

    /// Packs that lie in a folder where they are not looked for, as after a copy by hand.
    func misplacedPacks() async throws -> [ObjectID: ObjectName] {
        let found = Mutex<[ObjectID: ObjectName]>([:])
        do {
            try await storage.list(RepositoryLayout.Folder.data.name) { batch in
                for info in batch where RepositoryLayout.id(of: info.name, in: .data) == nil {
                    guard let id = ObjectID(info.name.lastPart) else { continue }
                    found.withLock { $0[id] = info.name }
                }
            }
        } catch {
            throw EngineError(error, at: place)
        }
        return found.withLock { $0 }
    }
}
