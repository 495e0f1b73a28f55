package import Connector
package import Engine
internal import Host
internal import Storage

extension RepositoryVault {
    package func snapshots() async throws -> SnapshotList {
        let pool = try ThreadPool(name: "snapshots", size: settings.workers)
        return try await withTaskExecutorPreference(pool) {
            try await self.readSnapshots()
        }
    }

    @concurrent
    private func readSnapshots() async throws -> SnapshotList {
        let ids = try await list(.snapshots).map(\.id)
        let limit = min(max(2, storage.traits.transfersMax), 8)
        let read = try await ids.concurrentMap(limit: limit) { id in
            (id, await self.snapshotIfWhole(id))
        }
        var list = SnapshotList()
        for (id, result) in read {
            switch result {
            case .success(let file):
                if let snapshot = file.snapshot(id) { list.snapshots.append(snapshot) }
            case .failure(let error):
                guard error.kind == .damaged, let name = SnapshotID(id.description) else {
                    throw error
                }
                list.damaged.append(
                    DamagedSnapshot(id: name, source: "", reason: error.message))
            }
        }
        list.snapshots.sort { ($0.time, $0.id) < ($1.time, $1.id) }
        return list
    }

    private func snapshotIfWhole(_ id: ObjectID) async -> Result<SnapshotFile, EngineError> {
        do {
            return .success(try await snapshotFile(id))
        } catch {
            return .failure(EngineError(error, at: place))
        }
    }

    func snapshotFile(_ id: ObjectID) async throws -> SnapshotFile {
        let document = try await document(id, in: .snapshots)
        do throws(EngineError) {
            return try SnapshotFile(decoding: document)
        } catch {
            throw EngineError(error.kind, "snapshot \(id.short): \(error.message)")
        }
    }

    /// - Throws: `.noSuchSnapshot`.
    func snapshotFile(named name: SnapshotID) async throws -> SnapshotFile {
        guard let id = ObjectID(name.text),
            try await list(.snapshots).contains(where: { $0.id == id })
        else {
            throw EngineError(
                .noSuchSnapshot, "there is no snapshot \(name) in \(place)")
        }
        return try await snapshotFile(id)
    }

    /// A shared lock; nil where nothing can be written, and so nothing can be removed either. Nil
    /// also where a lock cannot be read, whosever it is: a restore changes nothing, and may be
    /// what a damaged vault is needed for.
    func readingLock() async throws -> RepositoryLock? {
        do {
            return try await lockAnyVersion(.shared)
        } catch {
            if (error as? EngineError)?.kind == .damaged { return nil }
            let cause = (error as? EngineError)?.underlying as? StorageError
            guard let kind = cause?.kind, [.denied, .full, .unsupported].contains(kind) else {
                throw error
            }
            return nil
        }
    }

    package func entries(
        of snapshot: SnapshotID, _ choice: EntryChoice, _ progress: RunProgress
    ) async throws -> sending any EntryStream {
        let lock = try await readingLock()
        do {
            let file = try await snapshotFile(named: snapshot)
            let (index, _, faults) = try await loadIndexAsFarAsPossible(progress)
            let pool = try ThreadPool(name: "repository", size: settings.workers)
            if let lock { keep(lock) }
            let order = RepositoryEntryStream.Order(
                vault: self, index: index, tree: file.tree, faults: faults, choice: choice,
                lock: lock, progress: progress)
            return RepositoryEntryStream(order, on: pool)
        } catch {
            await lock?.release()
            throw EngineError(error, at: place)
        }
    }
}
