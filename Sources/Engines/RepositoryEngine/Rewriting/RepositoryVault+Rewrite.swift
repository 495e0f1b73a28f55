package import Connector
package import Engine
internal import Host
internal import Values

/// What is to be left out of snapshots that are there already.
package struct RewriteOrder: Sendable {
    /// Asked for every entry, folders before what is in them; what is in an excluded one is not
    /// asked for.
    package var isExcluded: @Sendable (EntryPath, Entry.Kind) -> Bool
    /// Take the old snapshots away. Otherwise they stay beside the new ones.
    package var forgets: Bool
    package var isRehearsal: Bool

    package init(
        forgets: Bool, isRehearsal: Bool = false,
        isExcluded: @escaping @Sendable (EntryPath, Entry.Kind) -> Bool
    ) {
        self.isExcluded = isExcluded
        self.forgets = forgets
        self.isRehearsal = isRehearsal
    }
}

extension RepositoryVault {
    /// The tag of a snapshot that stands beside the one it was made of.
    package static let rewriteTag = "rewrite"

    /// Makes snapshots anew without what is excluded. The new one is there, with its trees, before
    /// the old one goes; what only that needed stays until the next prune.
    ///
    /// - Parameter snapshots: nil for all.
    /// - Throws: `.noSuchSnapshot`, `.locked`; what befalls a single snapshot is in the report.
    package func rewrite(
        _ order: RewriteOrder, of snapshots: [SnapshotID]? = nil, _ progress: RunProgress
    ) async throws -> RewriteReport {
        let takesAway = order.forgets && !order.isRehearsal
        let lock = try await lock(takesAway ? .exclusive : .shared)
        do {
            let pool = try ThreadPool(name: "rewrite", size: settings.workers)
            let report = try await withTaskExecutorPreference(pool) {
                try await self.rewrite(snapshots, order, lock, progress)
            }
            await lock.release()
            return report
        } catch {
            await lock.release()
            throw EngineError(error, at: place)
        }
    }

    @concurrent
    private func rewrite(
        _ names: [SnapshotID]?, _ order: RewriteOrder, _ lock: RepositoryLock,
        _ progress: RunProgress
    ) async throws -> RewriteReport {
        if order.forgets, !order.isRehearsal { try await requireRemovals() }
        let chosen = try await ChosenSnapshots.read(self, names)
        let index = try await loadIndex(progress)
        let output = PackOutput(self, lock)
        var trees = try TreeRewriting(
            BlobFetcher(self, index, progress), order, order.isRehearsal ? nil : output)
        var report = RewriteReport()
        for (id, file) in chosen.list {
            progress.update { $0.current = "snapshot \(id.short)" }
            var outcome = RewriteReport.Line.Outcome.unchanged
            do {
                let rewritten = try await trees.rewrite(root: file.tree)
                if rewritten.tree != file.tree {
                    let new = try await replace(id, file, rewritten, order, output, lock)
                    outcome = .rewritten(new, rewritten.removed)
                }
            } catch {
                let fault = EngineError(error, at: place)
                guard fault.kind == .damaged else { throw fault }
                outcome = .failed(fault)
            }
            report.lines.append(
                .init(snapshot: SnapshotID(id), time: Timestamp(file.time), outcome: outcome))
        }
        for (id, error) in chosen.unreadable {
            report.lines.append(
                .init(snapshot: SnapshotID(id), time: nil, outcome: .failed(error)))
        }
        return report
    }

    /// The trees, their index, the new snapshot; and only then the old one goes.
    private func replace(
        _ id: ObjectID, _ file: SnapshotFile, _ rewritten: TreeRewriting.Rewritten,
        _ order: RewriteOrder, _ output: PackOutput, _ lock: RepositoryLock
    ) async throws -> SnapshotID? {
        guard !order.isRehearsal else { return nil }
        try await output.finish()
        try lock.requireValid()
        let new = try await store(
            file.rewritten(from: id, rewritten, forgets: order.forgets).encoded(), in: .snapshots)
        if order.forgets { try await remove([id], in: .snapshots, lock) }
        return SnapshotID(new)
    }
}

extension SnapshotFile {
    fileprivate func rewritten(
        from id: ObjectID, _ rewritten: TreeRewriting.Rewritten, forgets: Bool
    ) -> SnapshotFile {
        var file = self
        file.tree = rewritten.tree
        file.original = id
        let removed = rewritten.removed
        file.summary?.files -= removed.files
        file.summary?.size -= removed.size.bytes
        if let entries = file.summary?.entries {
            file.summary?.entries = entries - removed.entries
        }
        guard !forgets else { return file }
        // A run has one snapshot in a vault, and that is the other one.
        file.tags = OwnTag.others(in: file.tags, than: [.run])
        if !file.tags.contains(RepositoryVault.rewriteTag) {
            file.tags.append(RepositoryVault.rewriteTag)
        }
        return file
    }
}
