internal import Cryptography
internal import Engine
internal import Storage

/// Reads some of a part's plain content, its zstd frames, from the range of the object that holds
/// it: a whole part in one request, a part of it in two at most.
struct PartReader: ~Copyable {
    private let request: PartRequest
    private var reader: (any ObjectReader)?
    private var access: AgeRandomAccess?
    /// Sealed bytes that are no whole chunk yet.
    private var pending: [UInt8] = []
    /// The next chunk, and the one behind the last.
    private var chunk: Int64 = 0
    private var chunkEnd: Int64 = 0
    /// Plain bytes to drop before the range begins, and those it still has.
    private var surplus = 0
    private var missing: Int64 = 0

    /// - Parameters:
    ///   - first: What `request` has given.
    ///   - identities: nil where the part is not encrypted.
    init(
        _ request: PartRequest, _ first: any ObjectReader, _ identities: [AgeIdentity]?
    ) async throws {
        self.request = request
        missing = request.plain.upperBound - request.plain.lowerBound
        guard let identities else {
            reader = first
            return
        }
        let place = try request.place()
        (chunk, chunkEnd) = (place.chunks.lowerBound, place.chunks.upperBound)
        let begin = place.layout.contentRange(of: place.chunks).lowerBound
        surplus = Int(request.plain.lowerBound - begin)
        let start = Int(place.layout.nonceRange.upperBound)
        let head = try await Self.take(start, of: first)
        access = try request.part.unlock(head.prefix(start), place.layout, identities)
        if place.isNear {
            reader = first
            pending = Array(head.dropFirst(start))
            try await skip(place.sealed.lowerBound - Int64(start))
        } else {
            reader = try await request.storage.get(request.object, place.sealed)
        }
    }

    /// Appends some of the range; false when all of it has come.
    mutating func next(into output: inout [UInt8]) async throws -> Bool {
        guard missing > 0 else { return false }
        let before = output.count
        if access != nil, !pending.isEmpty {
            // What came with the header may be enough.
            var early: [UInt8] = []
            swap(&early, &pending)
            try open(early, into: &output)
        }
        while output.count == before {
            let piece = try await nextPiece()
            if access == nil { output += piece } else { try open(piece, into: &output) }
        }
        missing -= Int64(output.count - before)
        if missing < 0 {
            output.removeLast(Int(-missing))
            missing = 0
        }
        return true
    }

    /// Plain bytes that have not come yet.
    var left: Int64 { missing }

    private func nextPiece() async throws -> [UInt8] {
        guard let piece = try await reader?.next() else {
            let part = request.part
            throw EngineError.damaged(
                "\(part.name) has fewer bytes than the \(part.size) it was written with")
        }
        return piece
    }

    private mutating func skip(_ count: Int64) async throws {
        while pending.count < count { pending += try await nextPiece() }
        pending.removeFirst(Int(count))
    }

    // MARK: Opening

    /// Opens the whole chunks in what is pending and a piece that follows it, without making one
    /// of the two.
    private mutating func open(_ piece: [UInt8], into output: inout [UInt8]) throws {
        let before = output.count
        var taken = 0
        if !pending.isEmpty, let size = nextChunkSize() {
            taken = min(size - pending.count, piece.count)
            pending += piece[..<taken]
            guard pending.count == size else { return }
            let whole = pending
            try openChunk(whole.span, into: &output)
            pending = []
        }
        while let size = nextChunkSize(), piece.count - taken >= size {
            try openChunk(piece.span.extracting(taken..<(taken + size)), into: &output)
            taken += size
        }
        pending += piece[taken...]
        let drop = min(surplus, output.count - before)
        output.removeSubrange(before..<(before + drop))
        surplus -= drop
    }

    /// Sealed; nil behind the last.
    private mutating func nextChunkSize() -> Int? {
        guard chunk < chunkEnd else { return nil }
        return access?.layout.fileRange(of: chunk..<(chunk + 1)).count
    }

    private mutating func openChunk(
        _ sealed: Span<UInt8>, into output: inout [UInt8]
    ) throws(CryptographyError) {
        try access?.open(chunk: chunk, sealed, into: &output)
        chunk += 1
    }

    private static func take(_ count: Int, of reader: any ObjectReader) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count, let piece = try await reader.next() { bytes += piece }
        return bytes
    }
}

extension Manifest.Part {
    /// - Parameter head: The header and the nonce.
    func unlock(
        _ head: ArraySlice<UInt8>, _ layout: AgePayloadLayout, _ identities: [AgeIdentity]
    ) throws -> AgeRandomAccess {
        var reader = AgeHeaderReader()
        let count = try reader.update(Array(head).span)
        try reader.requireComplete()
        guard let header = reader.header, Int64(count) == layout.headerSize else {
            throw EngineError.damaged("the header of \(name) is not as long as it should be")
        }
        let nonce = Array(head.dropFirst(count))
        guard nonce.count == AgePayload.nonceSize else {
            throw EngineError.damaged("\(name) ends within its header")
        }
        return AgeRandomAccess(
            fileKey: try header.fileKey(for: .identities(identities)), nonce: nonce,
            layout: layout)
    }

    /// Where the age chunks of a sealed part lie: what is not header follows from the two sizes.
    func layout() throws -> AgePayloadLayout {
        guard plainSize <= size else { throw misdescribed }
        let header = size - AgePayload.sealedSize(of: plainSize)
        guard (1...Int64(AgeHeader.byteCountMax)).contains(header) else { throw misdescribed }
        let layout = try AgePayloadLayout(fileSize: size, headerSize: header)
        guard layout.contentSize == plainSize else { throw misdescribed }
        return layout
    }

    var misdescribed: EngineError {
        .damaged("\(Manifest.title) describes \(name) with sizes that contradict each other")
    }
}
