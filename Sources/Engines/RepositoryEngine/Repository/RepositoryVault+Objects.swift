internal import Engine
internal import Storage

extension RepositoryVault {
    /// Stores a pack.
    package func store(_ pack: FinishedPack) async throws {
        try await put(pack.name, pack.body)
    }

    /// Compresses, seals and stores a document: an index, a snapshot, a lock.
    /// - Parameter beforeRepeating: Asked before it is sent another time.
    /// - Returns: What it is called.
    @discardableResult
    package func store(
        _ document: [UInt8], in folder: RepositoryLayout.Folder,
        beforeRepeating: @escaping @Sendable () async throws -> Void = {}
    ) async throws -> ObjectID {
        let sealed = try UnpackedObject.seal(document, key)
        let id = ObjectID.hash(sealed.span)
        try await put(
            RepositoryLayout.object(folder, id), .bytes(sealed, beforeRepeating: beforeRepeating))
        return id
    }

    /// One that is there already is the same one, since its name is its hash.
    private func put(_ name: ObjectName, _ body: ObjectBody) async throws {
        do {
            try await storage.put(name, body, .create)
        } catch {
            if let error = error as? StorageError, error.kind == .alreadyExists { return }
            throw EngineError(error, at: place)
        }
    }

    /// The JSON of an index, a snapshot or a lock, found to be what its name says.
    /// - Throws: `.damaged`, naming it, for anything else.
    package func document(
        _ id: ObjectID, in folder: RepositoryLayout.Folder
    ) async throws -> [UInt8] {
        do {
            let sealed = try await storage.get(
                RepositoryLayout.object(folder, id), limit: folder.objectSizeMax)
            return try UnpackedObject.open(sealed, named: id, key)
        } catch {
            throw EngineError(reading: error, of: "\(folder.noun) \(id)")
        }
    }
}

extension RepositoryLayout.Folder {
    /// What is read of an object at most.
    var objectSizeMax: Int {
        switch self {
        case .index: RepositoryLimits.indexSizeMax
        case .snapshots: RepositoryLimits.snapshotSizeMax
        case .data, .keys, .locks: RepositoryLimits.smallObjectSizeMax
        }
    }
}
