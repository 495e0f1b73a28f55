internal import Engine

/// Brings blobs of one repository into packs of another.
struct BlobTransfer: Sendable {
    /// Of the one they come from.
    let fetcher: BlobFetcher
    let output: PackOutput
    let progress: RunProgress

    /// - Throws: `.damaged`, naming it, for a blob that no pack gives. Others may have been brought
    ///   by then; what was on its way is stored, since a pack may hold blobs of other snapshots.
    func carry(_ pieces: [PackRange.Piece], _ kind: BlobKind) async throws {
        let ranges = PackRange.covering(pieces, fetcher.vault.reach)
        let turn = Turn(ranges.count)
        let damage = try await withThrowingTaskGroup(of: EngineError?.self) { group in
            for _ in 0..<min(fetcher.vault.fetchesMax, ranges.count) {
                group.addTask { try await self.carry(ranges, turn, kind) }
            }
            return try await group.reduce(nil) { $0 ?? $1 }
        }
        if let damage { throw damage }
    }

    /// - Returns: The damage that it met. Thrown it would cancel other tasks with full packs in
    ///   their hands.
    private func carry(
        _ ranges: [PackRange], _ turn: Turn, _ kind: BlobKind
    ) async throws -> EngineError? {
        let resealer = try BlobResealer(from: fetcher.vault.key, to: output.vault.key)
        while let number = turn.take() {
            do {
                try await carry(ranges[number], kind, resealer)
            } catch {
                guard let fault = error as? EngineError, fault.kind == .damaged else {
                    throw error
                }
                turn.end()
                return fault
            }
        }
        return nil
    }

    private func carry(
        _ range: PackRange, _ kind: BlobKind, _ resealer: BlobResealer
    ) async throws {
        try Task.checkCancellation()
        let bytes = try await read(range)
        for piece in range.pieces {
            let full: FinishedPack?
            do {
                let sealed = try Self.sealed(piece, in: bytes, of: range)
                full = try resealer.reseal(sealed.span, piece, kind, output.add)
            } catch {
                guard let fault = error as? EngineError, fault.kind == .damaged else { throw error }
                // A copy in another pack may be whole.
                let content = try await fetcher.load(piece.id, kind)
                full = try resealer.seal(content, piece.id, kind, output.add)
            }
            if let full { try await output.store(full) }
        }
        progress.update { state in
            state.entries += Int64(range.pieces.count)
            state.bytes += Int64(bytes.count)
        }
    }

    /// Nothing of a range that is not there: its blobs may be elsewhere.
    private func read(_ range: PackRange) async throws -> [UInt8] {
        do {
            return try await fetcher.read(range.pack, range.bytes)
        } catch {
            let fault = EngineError(reading: error, of: "pack \(range.pack)")
            guard fault.kind == .damaged else { throw fault }
            return []
        }
    }

    private static func sealed(
        _ piece: PackRange.Piece, in bytes: [UInt8], of range: PackRange
    ) throws(EngineError) -> [UInt8] {
        let start = piece.place.offset - range.bytes.lowerBound
        guard start + piece.place.length <= bytes.count else { throw .damaged("it is missing") }
        return Array(bytes[start..<start + piece.place.length])
    }
}
