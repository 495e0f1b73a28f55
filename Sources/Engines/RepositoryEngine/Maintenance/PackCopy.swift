internal import Engine
internal import Storage

/// Writes the needed blobs of packs into new packs, as they are: sealed and compressed. Only their
/// tags are compared, so that damage is not carried on.
struct PackCopy: Sendable {
    private let vault: RepositoryVault
    private let output: PackOutput
    private let progress: RunProgress

    init(_ output: PackOutput, _ progress: RunProgress) {
        vault = output.vault
        self.output = output
        self.progress = progress
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
        for range in PackRange.covering(pieces, vault.reach) {
            try Task.checkCancellation()
            let bytes = try await read(range)
            for full in try add(range, bytes, kind) { try await output.store(full) }
            progress.update { $0.bytes += Int64(bytes.count) }
        }
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
            if let pack = try output.add(sealed, made) { full.append(pack) }
        }
        return full
    }
}
