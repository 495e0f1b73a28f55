internal import Engine
internal import Storage
internal import Synchronization

/// Puts blobs that are sealed already into new packs, stores these, and then the index of them.
/// Several tasks may add at once.
///
/// Once anything has failed, everything does: a pack that was taken out and not stored is gone, and
/// nothing may refer to the blobs in it.
final class PackOutput: Sendable {
    private struct Unindexed: Sendable {
        var draft = IndexDraft()
        var packs = 0
    }

    let vault: RepositoryVault
    private let lock: RepositoryLock
    private let racks: [BlobKind: PackRack]
    private let unindexed = Mutex(Unindexed())
    private let failure = Mutex<(any Error)?>(nil)
    private let stored = Atomic(0)
    /// After so many packs what is stored is indexed, so that no more than that is for nothing
    /// when the work is interrupted; 0 for only when an index is full.
    private let packsPerIndex: Int

    /// - Parameter open: Packs of data that are open at a time.
    init(
        _ vault: RepositoryVault, _ lock: RepositoryLock, open: Int = 1, packsPerIndex: Int = 0
    ) {
        self.vault = vault
        self.lock = lock
        self.packsPerIndex = packsPerIndex
        racks = [
            .data: PackRack(.data, open: open, key: vault.key),
            .tree: PackRack(.tree, open: 1, key: vault.key),
        ]
    }

    /// So far.
    var packsStored: Int { stored.load(ordering: .relaxed) }

    /// Adds a blob; what comes has become full by it, and is to be stored by the caller.
    func add(_ sealed: Span<UInt8>, _ made: BlobSealer.Made) throws -> FinishedPack? {
        guard let rack = racks[made.kind] else { preconditionFailure("there is one for each") }
        do {
            return try rack.add(sealed, made)
        } catch {
            throw failed(error)
        }
    }

    func store(_ pack: FinishedPack) async throws {
        do {
            try await storeAndIndex(pack)
        } catch {
            throw failed(error)
        }
    }

    /// Stores what is in packs that are not full, and the index of everything.
    func finish() async throws {
        do {
            for rack in racks.values {
                for pack in try rack.takeAll() { try await storeAndIndex(pack) }
            }
            try await storeIndex()
        } catch {
            throw failed(error)
        }
    }

    private func failed(_ error: any Error) -> any Error {
        failure.withLock { first in
            if first == nil { first = error }
        }
        return error
    }

    private func requireWhole() throws {
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    private func storeAndIndex(_ pack: FinishedPack) async throws {
        try requireWhole()
        try lock.requireValid()
        try await vault.store(pack)
        stored.wrappingAdd(1, ordering: .relaxed)
        let isDue = unindexed.withLock { unindexed in
            unindexed.draft.add(pack)
            unindexed.packs += 1
            return unindexed.draft.isFull || unindexed.packs == packsPerIndex
        }
        if isDue { try await storeIndex() }
    }

    private func storeIndex() async throws {
        try requireWhole()
        let document = unindexed.withLock { unindexed -> [UInt8]? in
            unindexed.packs = 0
            return unindexed.draft.isEmpty ? nil : unindexed.draft.takeDocument()
        }
        guard let document else { return }
        try lock.requireValid()
        try await vault.store(document, in: .index)
    }
}
