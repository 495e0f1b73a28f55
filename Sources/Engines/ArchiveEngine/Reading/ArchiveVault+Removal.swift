package import Engine
internal import Storage
package import Values

extension ArchiveVault {
    private static let removalsMax = 8

    /// Takes away what makes each a snapshot, then what is left of it. What an interruption leaves
    /// is an unfinished backup, which `prune` removes, or, in the moment after the first removal,
    /// something that only this takes away. One that is unfinished already stays as it is: it may
    /// be the backup that is being made at this moment.
    package func forget(_ snapshots: [SnapshotID], _ progress: RunProgress) async throws {
        do {
            let wanted = Set(snapshots)
            for folder in try await SnapshotFolders.list(scope, in: storage)
            where wanted.contains(folder.id) {
                let isWhole = try await isWholeButUnsealed(folder)
                if folder.isFinished || isWhole { try await remove(folder, progress) }
            }
        } catch {
            throw EngineError(error, at: place)
        }
    }

    /// Removes unfinished backups, but for those that only lack what makes them snapshots. Where
    /// the location does not say when its objects were written, nothing can be told to be old, and
    /// everything stays. Each snapshot is its own, so none has to say what is needed.
    package func prune(
        unfinishedBefore moment: Timestamp, inUse: Set<SnapshotID>, mayEmpty: Bool,
        isRehearsal: Bool, _ progress: RunProgress
    ) async throws -> PruneReport {
        do {
            var report = PruneReport()
            for folder in try await SnapshotFolders.list(scope, in: storage) {
                guard !folder.isFinished, !inUse.contains(folder.id),
                    let modified = folder.modified, modified < moment
                else { continue }
                // It may have been finished since it was listed.
                guard try await storage.head(folder.layout.completion) == nil,
                    try await !isWholeButUnsealed(folder)
                else { continue }
                report.unfinished.append(folder.unfinished)
                report.objects += folder.objects.count
                report.freed = report.freed + folder.size
                if !isRehearsal { try await remove(folder, progress) }
            }
            if !isRehearsal { report.objects += try await storage.sweep(before: moment) }
            return report
        } catch {
            throw EngineError(error, at: place)
        }
    }

    package func space() async throws -> (free: ByteCount, total: ByteCount?)? {
        try await storage.space().map { ($0.free, $0.total) }
    }

    package func held() async throws -> ByteCount? { try await storage.size() }

    package func close() async {
        await storage.close()
    }

    /// Removes the objects of the format, the completion record before all others and the manifest
    /// next, so that what is left cannot be taken for a snapshot that lost its record. Whatever
    /// else somebody put into the folder is not ours and stays.
    private func remove(_ folder: SnapshotFolder, _ progress: RunProgress) async throws {
        progress.update { $0.current = "\(folder.id)" }
        try await storage.delete(folder.layout.completion)
        try await storage.delete(folder.layout.manifest)
        let first = [folder.layout.completion, folder.layout.manifest]
        let rest = folder.objects.values.map(\.name).filter { !first.contains($0) }.sorted()
        let limit = min(max(1, storage.traits.transfersMax), Self.removalsMax)
        _ = try await rest.concurrentMap(limit: limit) { [storage] in
            try await storage.delete($0)
        }
    }
}
