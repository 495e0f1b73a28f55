internal import Cryptography
package import Engine
internal import Host
internal import Storage
package import Values

extension RepositoryVault {
    private static let removalsMax = 8

    /// Removes what no snapshot needs. Whatever is at work on the repository holds a lock, so this
    /// is alone; interrupted, it leaves things that are there twice, and never one that is not
    /// there.
    ///
    /// First the needed blobs of packs that go are copied, then the index that knows the new packs
    /// is stored, then the old index goes, and last the old packs.
    /// - Throws: `.damaged`, with nothing changed, when anything that is needed cannot be found: a
    ///   snapshot that cannot be read may need what looks unneeded. So may one that is not listed:
    ///   where there is none at all, everything goes only if that is meant.
    @discardableResult
    package func prune(
        _ prune: PruneSettings, isRehearsal: Bool, _ progress: RunProgress
    ) async throws -> PrunePlan {
        let lock = try await lock(isRehearsal ? .shared : .exclusive)
        do {
            let pool = try ThreadPool(name: "prune", size: settings.workers)
            let plan = try await withTaskExecutorPreference(pool) {
                try await self.prune(prune, isRehearsal, lock, progress)
            }
            await lock.release()
            return plan
        } catch {
            await lock.release()
            throw EngineError(error, at: place)
        }
    }

    @concurrent
    private func prune(
        _ prune: PruneSettings, _ isRehearsal: Bool, _ lock: RepositoryLock,
        _ progress: RunProgress
    ) async throws -> PrunePlan {
        progress.update { $0.current = "snapshots" }
        let snapshots = try await list(.snapshots).map(\.id)
        let roots = try await trees(of: snapshots)
        let loaded = try await loadIndexWithSources(progress)
        guard !snapshots.isEmpty || loaded.index.packs.isEmpty || prune.mayEmpty else {
            throw EngineError.damaged(
                "\(place) lists no snapshot, and \(loaded.index.packs.count) packs in its index: "
                    + "nothing was pruned. If all snapshots were taken away on purpose, "
                    + "`holdfast prune --empty` takes the rest")
        }
        progress.update { $0.current = "trees" }
        let used = try await UsedBlobs.find(
            below: roots, BlobFetcher(self, loaded.index, progress), progress)
        if let fault = used.faults.first {
            throw EngineError.damaged(
                "\(fault.message); nothing is pruned before `check` finds nothing")
        }
        let planner = PrunePlanner(loaded.index, used, try await list(.data), prune)
        var plan = try planner.plan()
        plan.snapshots = roots.count
        guard !isRehearsal, !plan.isNothing else { return plan }
        try await requireRemovals()
        try await execute(plan, planner, loaded, lock, progress) {
            // The only thing that says what is needed, and nothing else could tell that it was
            // not all there: it has to say the same twice.
            guard try await self.list(.snapshots).map(\.id) == snapshots else {
                throw EngineError(
                    .storage,
                    "\(self.place) lists other snapshots than when the prune began: "
                        + "nothing was deleted", disposition: .retryable)
            }
        }
        return plan
    }

    private func trees(of snapshots: [ObjectID]) async throws -> [BlobID] {
        try await snapshots.concurrentMap(limit: Self.removalsMax) { id in
            do {
                return try await self.snapshotFile(id).tree
            } catch {
                throw EngineError(error, at: self.place).naming("snapshot \(id.short)")
            }
        }
    }

    /// To be asked before anything is stored only so that something else can go: a vault that gives
    /// nothing up would grow by it, each time anew.
    /// - Throws: `.storage`, denied, where nothing may be removed.
    func requireRemovals() async throws {
        guard !storage.traits.isLocal else { return }
        // Of no object: that one is refused as well tells all there is to know.
        let nobody = ObjectID.hash(SecureRandom.bytes(ObjectID.byteCount).span)
        try await storage.delete(RepositoryLayout.object(.data, nobody))
        guard storage.traits.isAppendOnly else { return }
        let sentence =
            "\(place) keeps what it has: it is append-only, or these credentials may not delete; "
            + "nothing was changed"
        throw EngineError(
            .storage, sentence, underlying: StorageError(.denied, sentence),
            disposition: .needsOperator)
    }

    private func execute(
        _ plan: PrunePlan, _ planner: PrunePlanner, _ loaded: LoadedIndex,
        _ lock: RepositoryLock, _ progress: RunProgress,
        requiring check: () async throws -> Void
    ) async throws {
        try await check()
        let going = plan.removedNumbers.union(plan.rewrittenNumbers)
            .union(plan.forgottenNumbers)
        let index = loaded.index
        // Index objects that name a pack that goes are replaced by what they say of the others.
        let replaced = loaded.sources.filter { !going.isDisjoint(with: $0.packs) }
        let stays = Set(replaced.flatMap(\.packs)).subtracting(going)
        progress.update { $0.current = "packs" }
        let output = PackOutput(self, lock, open: PackRack.dataOpen)
        let copy = PackCopy(output, progress)
        let needed = planner.needed { plan.rewrittenNumbers.contains($0) }
        _ = try await plan.rewrittenNumbers.sorted().concurrentMap(limit: fetchesMax) { number in
            try await copy.copy(needed[number] ?? [], of: index.packs[number])
        }
        try await output.finish()
        try await storeIndex(of: stays, index, lock)
        try await check()
        progress.update { $0.current = "index" }
        try await remove(replaced.map(\.id), in: .index, lock)
        progress.update { $0.current = "old packs" }
        try await remove(plan.removed + plan.rewritten + plan.unindexed, in: .data, lock)
    }

    /// Index objects that say again what was said of these packs.
    func storeIndex(
        of packs: Set<Int>, _ index: BlobIndex, _ lock: RepositoryLock
    ) async throws {
        guard !packs.isEmpty else { return }
        let entries = index.entries { packs.contains($0) }
        var draft = IndexDraft()
        for number in packs.sorted() {
            draft.add(index.packs[number], entries[number] ?? [])
            guard draft.isFull else { continue }
            try lock.requireValid()
            try await store(draft.takeDocument(), in: .index)
        }
        guard !draft.isEmpty else { return }
        try lock.requireValid()
        try await store(draft.takeDocument(), in: .index)
    }

    func remove(
        _ ids: [ObjectID], in folder: RepositoryLayout.Folder, _ lock: RepositoryLock
    ) async throws {
        let limit = min(max(1, storage.traits.transfersMax), Self.removalsMax)
        _ = try await ids.concurrentMap(limit: limit) { id in
            try lock.requireValid()
            try await self.storage.delete(RepositoryLayout.object(folder, id))
        }
    }
}

// MARK: The port

extension RepositoryVault {
    /// Takes snapshots away. What only they needed stays until the next prune.
    package func forget(_ snapshots: [SnapshotID], _ progress: RunProgress) async throws {
        do {
            try await withLock(.exclusive) { lock in
                for id in snapshots.compactMap({ ObjectID($0.text) }) {
                    try await remove([id], in: .snapshots, lock)
                    progress.update { $0.entries += 1 }
                }
            }
        } catch {
            throw EngineError(error, at: place)
        }
    }

    /// A repository has no unfinished snapshots: what an interrupted backup left are packs that no
    /// index names, and those older than `moment` go.
    package func prune(
        unfinishedBefore moment: Timestamp, inUse: Set<SnapshotID>, mayEmpty: Bool,
        isRehearsal: Bool, _ progress: RunProgress
    ) async throws -> PruneReport {
        try await prune(
            unfinishedBefore: moment, unusedMax: .percent(5), mayEmpty: mayEmpty,
            isRehearsal: isRehearsal, progress)
    }

    /// The same with so much that may stay although nothing needs it.
    package func prune(
        unfinishedBefore moment: Timestamp, unusedMax: PruneSettings.UnusedMax,
        mayEmpty: Bool = false, isRehearsal: Bool, _ progress: RunProgress
    ) async throws -> PruneReport {
        let plan = try await prune(
            PruneSettings(unusedMax: unusedMax, unindexedBefore: moment, mayEmpty: mayEmpty),
            isRehearsal: isRehearsal, progress)
        var report = PruneReport()
        report.objects = plan.removed.count + plan.rewritten.count + plan.unindexed.count
        report.freed = plan.freed
        if !isRehearsal {
            do {
                report.objects += try await storage.sweep(before: moment)
            } catch {
                throw EngineError(error, at: place)
            }
        }
        return report
    }
}

/// Its methods are in the files of this target, each with what it is about.
extension RepositoryVault: Vault {}
