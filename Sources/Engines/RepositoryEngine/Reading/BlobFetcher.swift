internal import Engine
internal import Storage

/// Gets blobs out of a vault: those that lie close together with one request, several at a time,
/// and from another pack when one is damaged.
final class BlobFetcher: Sendable {
    let vault: RepositoryVault
    let index: BlobIndex
    /// For what the index does not tell of; nil where that is to be told instead.
    let spare: SpareIndex?
    private let shelf: OpenerShelf
    private let progress: RunProgress?

    init(
        _ vault: RepositoryVault, _ index: BlobIndex, _ progress: RunProgress? = nil,
        spare: SpareIndex? = nil
    ) {
        self.vault = vault
        self.index = index
        self.spare = spare
        self.progress = progress
        shelf = OpenerShelf(vault.key)
    }

    typealias Fetched = (id: BlobID, content: Result<[UInt8], EngineError>)
    typealias Deliver = @Sendable ([Fetched]) -> Void

    /// Small blobs that are delivered together: whoever waits is woken for all of them.
    private static let deliveryMax = (blobs: 64, size: 1 << 20)

    /// Delivers each of the blobs once, in any order, from several tasks. Never blocks; what it
    /// computes belongs on threads that have the time.
    func fetch(_ ids: [BlobID], _ kind: BlobKind, _ deliver: @escaping Deliver) async {
        var pieces: [PackRange.Piece] = []
        for id in ids {
            if let place = index.place(of: id, kind) {
                pieces.append(PackRange.Piece(id: id, place: place))
            } else {
                deliver([(id, await loaded(id, kind))])
            }
        }
        let ranges = PackRange.covering(pieces, vault.reach)
        await withDiscardingTaskGroup { group in
            let next = Turn(ranges.count)
            for _ in 0..<min(vault.fetchesMax, ranges.count) {
                group.addTask {
                    while let index = next.take() {
                        await self.fetch(ranges[index], kind, deliver)
                    }
                }
            }
        }
    }

    /// A single blob.
    /// - Throws: `.damaged`, naming it, when no pack gives it.
    func load(_ id: BlobID, _ kind: BlobKind) async throws(EngineError) -> [UInt8] {
        var fault = Self.missing(id, kind)
        for place in try await places(of: id, kind) {
            do {
                return try await load(id, place)
            } catch {
                guard error.kind == .damaged else { throw error }
                fault = error
            }
        }
        throw fault
    }

    /// Of a piece of a file; nil when it is nowhere.
    /// - Parameter looksIntoPacks: Also at what the index does not tell of, which takes reading.
    func contentLength(
        of id: BlobID, looksIntoPacks: Bool
    ) async throws(EngineError) -> Int? {
        if id == ZeroPiece.id { return ZeroPiece.size }
        if let length = index.contentLength(of: id, .data) { return length }
        guard looksIntoPacks else { return nil }
        return try await spare?.whole().contentLength(of: id, .data)
    }

    private func places(
        of id: BlobID, _ kind: BlobKind
    ) async throws(EngineError) -> [BlobPlace] {
        let places = index.places(of: id, kind)
        guard places.isEmpty, let spare else { return places }
        return try await spare.whole().places(of: id, kind)
    }

    private func load(_ id: BlobID, _ place: BlobPlace) async throws(EngineError) -> [UInt8] {
        do {
            let bytes = try await read(place.pack, place.offset..<place.offset + place.length)
            return try shelf.withOpener {
                try $0.open(bytes.span, id, plainLength: place.plainLength)
            }
        } catch {
            throw Self.fault(error, id, place.pack)
        }
    }

    private func fetch(_ range: PackRange, _ kind: BlobKind, _ deliver: Deliver) async {
        var bytes: [UInt8] = []
        do {
            bytes = try await read(range.pack, range.bytes)
        } catch {
            let fault = EngineError(reading: error, of: "pack \(range.pack)")
            guard fault.kind == .damaged else {
                deliver(range.pieces.map { ($0.id, .failure(fault)) })
                return
            }
        }
        var fetched: [Fetched] = []
        var size = 0
        for piece in range.pieces {
            do {
                let content = try open(piece, in: bytes, of: range)
                size += content.count
                fetched.append((piece.id, .success(content)))
            } catch {
                // Where a range cannot be had, a part of it may; and so may a copy.
                fetched.append((piece.id, await loaded(piece.id, kind)))
            }
            if fetched.count >= Self.deliveryMax.blobs || size >= Self.deliveryMax.size {
                deliver(fetched)
                (fetched, size) = ([], 0)
            }
        }
        if !fetched.isEmpty { deliver(fetched) }
    }

    private func open(
        _ piece: PackRange.Piece, in bytes: [UInt8], of range: PackRange
    ) throws -> [UInt8] {
        let start = piece.place.offset - range.bytes.lowerBound
        guard start + piece.place.length <= bytes.count else {
            throw EngineError.damaged("it is missing")
        }
        let sealed = bytes.span.extracting(start..<start + piece.place.length)
        return try shelf.withOpener {
            try $0.open(sealed, piece.id, plainLength: piece.place.plainLength)
        }
    }

    private func loaded(
        _ id: BlobID, _ kind: BlobKind
    ) async -> Result<[UInt8], EngineError> {
        do throws(EngineError) {
            return .success(try await load(id, kind))
        } catch {
            return .failure(error)
        }
    }

    func read(_ pack: ObjectID, _ bytes: Range<Int>) async throws -> [UInt8] {
        let name = RepositoryLayout.object(.data, pack)
        let reader = try await vault.storage.get(
            name, Int64(bytes.lowerBound)..<Int64(bytes.upperBound))
        var content: [UInt8] = []
        content.reserveCapacity(bytes.count)
        while let piece = try await reader.next() { content += piece }
        progress?.update { $0.transferred += Int64(bytes.count) }
        return content
    }

    private static func missing(_ id: BlobID, _ kind: BlobKind) -> EngineError {
        .damaged("\(kind.word) blob \(id) is in no pack that an index names")
    }

    private static func fault(_ error: any Error, _ id: BlobID, _ pack: ObjectID) -> EngineError {
        let fault = EngineError(reading: error, of: "pack \(pack)")
        guard fault.kind == .damaged else { return fault }
        return EngineError(
            .damaged, "blob \(id): \(fault.message)", underlying: error)
    }
}

extension RepositoryVault {
    /// The content of a blob.
    package func blob(
        _ id: BlobID, _ kind: BlobKind, _ index: BlobIndex
    ) async throws -> [UInt8] {
        try await BlobFetcher(self, index).load(id, kind)
    }
}
