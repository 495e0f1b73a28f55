internal import Cryptography
internal import Engine
internal import Storage

extension RepositoryVault {
    /// Stores a pack.
    package func store(_ pack: FinishedPack) async throws {
        try await put(pack.id, in: .data, pack.body)
    }

    /// Compresses, seals and stores a document: an index, a snapshot, a lock.
    /// - Parameter beforeRepeating: Asked before it is sent another time.
    /// - Returns: What it is called.
    @discardableResult
    package func store(
        _ document: [UInt8], in folder: RepositoryLayout.Folder,
        beforeRepeating: @escaping @Sendable () async throws -> Void = {}
    ) async throws -> ObjectID {
        let (id, sealed) = try seal(document)
        try await put(id, in: folder, .bytes(sealed, beforeRepeating: beforeRepeating))
        return id
    }

    /// A document as it is stored, and what that is called. In format 1 nothing is compressed.
    func seal(_ document: [UInt8]) throws -> (ObjectID, [UInt8]) {
        let content = config.version >= 2 ? try UnpackedObject.encode(document) : document
        let sealed = RepositorySealer.seal(content, key)
        return (ObjectID.hash(sealed.span), sealed)
    }

    /// Stores an object whose name is its hash. What has that name already is ours when it has that
    /// hash as well; otherwise it is what an attempt of ours left that broke in the middle, at a
    /// location that writes in place, and gives way.
    func put(
        _ id: ObjectID, in folder: RepositoryLayout.Folder, _ body: ObjectBody
    ) async throws {
        let name = RepositoryLayout.object(folder, id)
        do {
            do {
                try await storage.put(name, body, .create)
            } catch let error as StorageError where error.kind == .alreadyExists {
                guard try await storedHash(of: name) != id else { return }
                try await body.beforeRepeating()
                try await storage.put(name, body, .replace)
            }
        } catch {
            throw EngineError(error, at: place)
        }
    }

    /// nil when it is gone meanwhile.
    private func storedHash(of name: ObjectName) async throws -> ObjectID? {
        var hash = SHA256()
        do {
            let reader = try await storage.get(name, nil)
            while let piece = try await reader.next() { hash.update(piece.span) }
        } catch let error as StorageError where error.kind == .notFound || error.kind == .cutShort {
            return nil
        }
        return ObjectID(hash.finish())
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
