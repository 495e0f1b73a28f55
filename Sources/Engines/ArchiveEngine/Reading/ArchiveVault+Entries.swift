package import Connector
package import Engine
internal import Host

extension ArchiveVault {
    package func entries(
        of id: SnapshotID, _ choice: EntryChoice, _ progress: RunProgress
    ) async throws -> sending any EntryStream {
        do {
            let pool = try ThreadPool(name: "archive", size: 1)
            let source = try await withTaskExecutorPreference(pool) {
                try await self.index(of: try await self.snapshot(id), progress)
            }
            let order = FrameFeed.Order(
                source: source, wish: .all, storage: storage, identities: keys.identities,
                workers: reading.workers, progress: progress)
            return try ArchiveEntryStream(order, choice, on: pool)
        } catch {
            throw EngineError(error, at: place)
        }
    }

    /// Reads the index of a snapshot from the vault, once, and finds it to be the signed one.
    @concurrent
    func index(of snapshot: SealedSnapshot, _ progress: RunProgress) async throws -> IndexSource {
        try snapshot.requireIdentity(keys.identities)
        let spool: IndexSpool
        do {
            spool = try await IndexSpool.fetch(
                snapshot, from: storage, folder: reading.spoolFolder
            ) { count in
                progress.update { $0.transferred += Int64(count) }
            }
        } catch {
            throw EngineError(
                reading: error, of: "\(snapshot.manifest.index.name) of snapshot \(snapshot.run)")
        }
        return try IndexSource(spool, of: snapshot, keys.identities)
    }
}
