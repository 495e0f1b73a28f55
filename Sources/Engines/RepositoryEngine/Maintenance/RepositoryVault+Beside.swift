package import Engine
internal import Host
internal import Values

extension RepositoryVault {
    /// Packs whose entries are held at a time.
    private static let stretch = 4096

    package func damageBeside(
        _ snapshot: SnapshotID, _ choice: EntryChoice, _ progress: RunProgress
    ) async throws -> [String] {
        let lock = try await readingLock()
        do {
            let pool = try ThreadPool(name: "verify", size: settings.workers)
            let damage = try await withTaskExecutorPreference(pool) {
                try await self.look(beside: snapshot, choice, progress)
            }
            await lock?.release()
            return damage
        } catch {
            await lock?.release()
            throw EngineError(error, at: place)
        }
    }

    /// Index objects that cannot be read, while others may tell the same, and the ends of packs,
    /// which only `repair index` reads. Of a few chosen paths the packs of all would be too many.
    @concurrent
    private func look(
        beside snapshot: SnapshotID, _ choice: EntryChoice, _ progress: RunProgress
    ) async throws -> [String] {
        let file = try await snapshotFile(named: snapshot)
        let (index, _, faults) = try await loadIndexAsFarAsPossible(progress)
        var damage = faults.map(\.message)
        guard choice.paths.isEmpty, choice.isWanted == nil else { return damage }
        let used = try await UsedBlobs.find(
            below: [file.tree], BlobFetcher(self, index, progress), progress)
        let inventory = PackInventory(index)
        let check = PackCheck(vault: self, shelf: OpenerShelf(key))
        let packs = used.packs(of: index).sorted()
        for start in stride(from: 0, to: packs.count, by: Self.stretch) {
            let now = Set(packs[start..<min(start + Self.stretch, packs.count)])
            let entries = index.entries { now.contains($0) }
            damage += try await now.sorted().concurrentMap(limit: settings.workers) { number in
                try await check.headerFault(
                    of: index.packs[number], entries[number] ?? [],
                    Int64(inventory.packs[number].size))
            }.compactMap { $0 }
        }
        return damage
    }
}
