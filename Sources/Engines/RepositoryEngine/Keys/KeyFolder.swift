internal import Engine
internal import Storage

/// The keys of a repository, as they lie in its vault.
struct KeyFolder: Sendable {
    let storage: any Storage

    /// Every key that can be read, in the order of their names, and in `faults` why others cannot.
    func all(_ faults: inout [EngineError]) async throws -> [(id: ObjectID, file: KeyFile)] {
        var keys: [(id: ObjectID, file: KeyFile)] = []
        for info in try await storage.listAll(RepositoryLayout.Folder.keys.name) {
            guard let id = RepositoryLayout.id(of: info.name, in: .keys) else { continue }
            do {
                keys.append((id, try await read(id)))
            } catch {
                guard error.kind == .damaged || error.kind == .tooNew else { throw error }
                faults.append(error)
            }
        }
        return keys
    }

    private func read(_ id: ObjectID) async throws(EngineError) -> KeyFile {
        do {
            let bytes = try await storage.get(
                RepositoryLayout.object(.keys, id),
                limit: RepositoryLimits.smallObjectSizeMax)
            guard ObjectID.hash(bytes.span) == id else {
                throw EngineError.damaged("key \(id.short): it is not what its name says")
            }
            return try KeyFile(parsing: bytes)
        } catch {
            throw EngineError(reading: error, of: "key \(id.short)")
        }
    }

    /// - Returns: What it is called.
    func write(_ key: KeyFile) async throws -> ObjectID {
        let bytes = key.encoded
        let id = ObjectID.hash(bytes.span)
        try await storage.put(RepositoryLayout.object(.keys, id), bytes, .create)
        return id
    }

    func has(_ id: ObjectID) async throws -> Bool {
        try await storage.head(RepositoryLayout.object(.keys, id)) != nil
    }

    func remove(_ id: ObjectID) async throws {
        try await storage.delete(RepositoryLayout.object(.keys, id))
    }
}
