package import Engine
internal import Host
internal import Storage

/// What a repair of the index did.
package struct IndexRepair: Hashable, Sendable {
    /// Packs whose blobs no index told of, or told wrongly.
    package var found: [ObjectID] = []
    /// Packs that an index named and that are not there.
    package var missing: [ObjectID] = []
    /// Packs whose header cannot be read: in the index is now what it told of them and is whole.
    package var unreadable: [String] = []
    /// Index objects that could not be read, and are gone now.
    package var dropped: [ObjectID] = []

    package var isNothing: Bool {
        found.isEmpty && missing.isEmpty && unreadable.isEmpty && dropped.isEmpty
    }
}

extension RepositoryVault {
    /// Makes the index say what the packs themselves say. No pack is touched. New index objects are
    /// there before old ones go.
    /// - Parameter readsAll: Read the header of every pack, not only of those that the index does
    ///   not know or knows with another size.
    package func repairIndex(
        readsAll: Bool = false, isRehearsal: Bool = false, _ progress: RunProgress
    ) async throws -> IndexRepair {
        let lock = try await lock(isRehearsal ? .shared : .exclusive)
        do {
            let pool = try ThreadPool(name: "repair", size: settings.workers)
            let repair = try await withTaskExecutorPreference(pool) {
                try await self.repair(readsAll, isRehearsal, lock, progress)
            }
            await lock.release()
            return repair
        } catch {
            await lock.release()
            throw EngineError(error, at: place)
        }
    }

    @concurrent
    private func repair(
        _ readsAll: Bool, _ isRehearsal: Bool, _ lock: RepositoryLock, _ progress: RunProgress
    ) async throws -> IndexRepair {
        let loaded = try await loadIndexWithSources(progress, goesOn: true)
        let index = loaded.index
        let inventory = PackInventory(index)
        let listed = try await list(.data)
        let sizes = Dictionary(uniqueKeysWithValues: listed.map { ($0.id, $0.size) })
        var repair = IndexRepair()
        repair.dropped = loaded.unreadable
        var good: Set<Int> = []
        for (number, pack) in index.packs.enumerated() {
            if sizes[pack] == nil {
                repair.missing.append(pack)
            } else if !readsAll, sizes[pack] == Int64(inventory.packs[number].size) {
                good.insert(number)
            }
        }
        let known = Set(good.map { index.packs[$0] })
        let read = try await headers(of: listed.filter { !known.contains($0.id) }, progress)
        let before = index.entries { !good.contains($0) }
        let numbers = Dictionary(
            uniqueKeysWithValues: index.packs.enumerated().map { ($1, $0) })
        let check = PackCheck(vault: self, shelf: OpenerShelf(key))
        var contents: [(pack: ObjectID, entries: [PackEntry])] = []
        for pack in read {
            let told = numbers[pack.id].flatMap { before[$0] }
            switch pack.entries {
            case .success(let entries):
                if told != entries { repair.found.append(pack.id) }
                contents.append((pack.id, entries))
            case .failure(let error):
                repair.unreadable.append(error.message)
                guard let told, !isRehearsal else { continue }
                // Nothing else says where they are, and a later repair could not find them.
                let lost = try await check.check(pack.id, told).lost
                contents.append((pack.id, told.filter { !lost.contains($0.id) }))
            }
        }
        guard !isRehearsal, !repair.isNothing else { return repair }
        try await requireRemovals()
        try await write(contents, good, index, lock)
        try await remove(loaded.sources.map(\.id) + loaded.unreadable, in: .index, lock)
        return repair
    }

    private func write(
        _ contents: [(pack: ObjectID, entries: [PackEntry])], _ good: Set<Int>,
        _ index: BlobIndex, _ lock: RepositoryLock
    ) async throws {
        var draft = IndexDraft()
        for (pack, entries) in contents where !entries.isEmpty {
            draft.add(pack, entries)
            guard draft.isFull else { continue }
            try lock.requireValid()
            try await store(draft.takeDocument(), in: .index)
        }
        if !draft.isEmpty {
            try lock.requireValid()
            try await store(draft.takeDocument(), in: .index)
        }
        try await storeIndex(of: good, index, lock)
    }
}
