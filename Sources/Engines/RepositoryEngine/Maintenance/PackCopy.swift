internal import Engine
internal import Storage
internal import Synchronization

/// Writes the needed blobs of packs into new packs, as they are: sealed and compressed. Only their
/// tags are compared, so that damage is not carried on.
final class PackCopy: Sendable {
    private struct Open: ~Copyable {
        var draft: PackDraft?
    }

    private let vault: RepositoryVault
    private let lock: RepositoryLock
    private let progress: RunProgress
    private let index: Mutex<IndexDraft>
    private let drafts: [BlobKind: Slot]

    private final class Slot: Sendable {
        let open = Mutex(Open(draft: nil))
    }

    init(
        _ vault: RepositoryVault, _ lock: RepositoryLock, _ index: IndexDraft,
        _ progress: RunProgress
    ) {
        self.vault = vault
        self.lock = lock
        self.progress = progress
        self.index = Mutex(index)
        drafts = [.data: Slot(), .tree: Slot()]
    }

    /// Copies blobs of one pack.
    func copy(_ entries: [PackEntry], of pack: ObjectID) async throws {
        for kind in BlobKind.allCases {
            try await copy(entries.filter { $0.kind == kind }, kind, of: pack)
        }
    }

    private func copy(
        _ entries: [PackEntry], _ kind: BlobKind, of pack: ObjectID
    ) async throws {
        let pieces = entries.map { entry in
            PackRange.Piece(
                id: entry.id,
                place: BlobPlace(
                    pack: pack, offset: entry.offset, length: entry.length,
                    plainLength: entry.plainLength))
        }
        let reach: PackRange.Reach = vault.storage.traits.isLocal ? .local : .remote
        for range in PackRange.covering(pieces, reach) {
            try Task.checkCancellation()
            let bytes = try await read(range)
            for full in try add(range, bytes, kind) { try await store(full) }
            progress.update { $0.bytes += Int64(bytes.count) }
        }
    }

    /// Stores what is left, and every index that is whole by it.
    func finish() async throws {
        for slot in drafts.values {
            if let last = try takeLast(slot) { try await store(last) }
        }
        try await storeIndex()
    }

    private func read(_ range: PackRange) async throws -> [UInt8] {
        do {
            return try await PackReader(vault: vault).read(
                range.pack, Int64(range.bytes.lowerBound)..<Int64(range.bytes.upperBound))
        } catch {
            throw EngineError(reading: error, of: "pack \(range.pack)")
        }
    }

    private func add(
        _ range: PackRange, _ bytes: [UInt8], _ kind: BlobKind
    ) throws -> [FinishedPack] {
        var full: [FinishedPack] = []
        var sealer = RepositorySealer(vault.key)
        for piece in range.pieces {
            let start = piece.place.offset - range.bytes.lowerBound
            let sealed = bytes.span.extracting(start..<start + piece.place.length)
            guard sealer.isAuthentic(sealed) else {
                throw EngineError.damaged(
                    "blob \(piece.id) in pack \(range.pack) is not as it was sealed: nothing was "
                        + "removed; `check` with reading everything tells what is damaged")
            }
            let made = BlobSealer.Made(
                id: piece.id, kind: kind, plainLength: piece.place.plainLength)
            if let pack = try append(sealed, made) { full.append(pack) }
        }
        return full
    }

    private func append(
        _ sealed: Span<UInt8>, _ made: BlobSealer.Made
    ) throws -> FinishedPack? {
        guard let slot = drafts[made.kind] else { preconditionFailure("there is one for each") }
        return try slot.open.withLock { open -> FinishedPack? in
            var draft = try open.draft.take() ?? PackDraft(made.kind)
            try draft.append(sealed, made)
            guard draft.isFull() else {
                open.draft = consume draft
                return nil
            }
            var sealer = RepositorySealer(vault.key)
            return try draft.finish(&sealer)
        }
    }

    private func takeLast(_ slot: Slot) throws -> FinishedPack? {
        try slot.open.withLock { open -> FinishedPack? in
            guard let draft = open.draft.take() else { return nil }
            var sealer = RepositorySealer(vault.key)
            return try draft.finish(&sealer)
        }
    }

    private func store(_ pack: FinishedPack) async throws {
        try lock.requireValid()
        try await vault.store(pack)
        let isFull = index.withLock { index in
            index.add(pack)
            return index.isFull
        }
        if isFull { try await storeIndex() }
    }

    private func storeIndex() async throws {
        let document = index.withLock { $0.isEmpty ? nil : $0.takeDocument() }
        guard let document else { return }
        try lock.requireValid()
        try await vault.store(document, in: .index)
    }
}
