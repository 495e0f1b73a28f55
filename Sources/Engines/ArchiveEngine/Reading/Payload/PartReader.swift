internal import Cryptography
internal import Engine
internal import Storage

/// Reads some of a part's plain content, its zstd frames, from the range of the object that holds
/// it: a whole part in one request, a part of it in two at most.
struct PartReader: ~Copyable {
    /// A range that begins this early is read from the object's start, which saves the request for
    /// the header.
    private static let skipMax: Int64 = 128 << 10

    private let storage: any Storage
    private let object: ObjectName
    private let part: Manifest.Part
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

    init(_ part: Manifest.Part, _ object: ObjectName, in storage: any Storage) {
        self.part = part
        self.object = object
        self.storage = storage
    }

    /// To be called first.
    /// - Parameters:
    ///   - plain: The range of the plain content.
    ///   - identities: nil where the part is not encrypted.
    mutating func open(_ plain: Range<Int64>, _ identities: [AgeIdentity]?) async throws {
        missing = plain.upperBound - plain.lowerBound
        guard let identities else {
            guard part.size == part.plainSize else { throw part.misdescribed }
            reader = try await storage.get(object, plain)
            return
        }
        let layout = try part.layout()
        let chunks = layout.chunks(covering: plain)
        (chunk, chunkEnd) = (chunks.lowerBound, chunks.upperBound)
        surplus = Int(plain.lowerBound - layout.contentRange(of: chunks).lowerBound)
        let sealed = layout.fileRange(of: chunks)
        let start = layout.nonceRange.upperBound
        let isNear = sealed.lowerBound - start <= Self.skipMax
        let first = try await storage.get(object, isNear ? 0..<sealed.upperBound : 0..<start)
        let head = try await Self.take(Int(start), of: first)
        access = try Self.unlock(head.prefix(Int(start)), layout, identities)
        if isNear {
            reader = first
            pending = Array(head.dropFirst(Int(start)))
            try await skip(sealed.lowerBound - start)
        } else {
            reader = try await storage.get(object, sealed)
        }
    }

    /// Appends some of the range; false when all of it has come.
    mutating func next(into output: inout [UInt8]) async throws -> Bool {
        guard missing > 0 else { return false }
        let before = output.count
        // What came with the header may be enough.
        try open(into: &output)
        while output.count == before {
            if access == nil {
                output += try await nextPiece()
            } else {
                pending += try await nextPiece()
                try open(into: &output)
            }
        }
        missing -= Int64(output.count - before)
        if missing < 0 {
            output.removeLast(Int(-missing))
            missing = 0
        }
        return true
    }

    private func nextPiece() async throws -> [UInt8] {
        guard let piece = try await reader?.next() else {
            throw EngineError.damaged("it has fewer bytes than the \(part.size) it should have")
        }
        return piece
    }

    private mutating func skip(_ count: Int64) async throws {
        while pending.count < count { pending += try await nextPiece() }
        pending.removeFirst(Int(count))
    }

    /// Opens the whole chunks among what is pending.
    private mutating func open(into output: inout [UInt8]) throws {
        let sealed = pending
        var taken = 0
        let before = output.count
        while chunk < chunkEnd, let range = access?.layout.fileRange(of: chunk..<(chunk + 1)),
            pending.count - taken >= range.count
        {
            try access?.open(
                chunk: chunk, sealed.span.extracting(taken..<(taken + range.count)),
                into: &output)
            taken += range.count
            chunk += 1
        }
        pending = Array(sealed.dropFirst(taken))
        let drop = min(surplus, output.count - before)
        output.removeSubrange(before..<(before + drop))
        surplus -= drop
    }

    private static func take(_ count: Int, of reader: any ObjectReader) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count, let piece = try await reader.next() { bytes += piece }
        return bytes
    }

    /// - Parameter head: The header and the nonce.
    static func unlock(
        _ head: ArraySlice<UInt8>, _ layout: AgePayloadLayout, _ identities: [AgeIdentity]
    ) throws -> AgeRandomAccess {
        var reader = AgeHeaderReader()
        let count = try reader.update(Array(head).span)
        try reader.requireComplete()
        guard let header = reader.header, Int64(count) == layout.headerSize else {
            throw EngineError.damaged("its header is not as long as it should be")
        }
        let nonce = Array(head.dropFirst(count))
        guard nonce.count == AgePayload.nonceSize else {
            throw EngineError.damaged("it ends within its header")
        }
        return AgeRandomAccess(
            fileKey: try header.fileKey(for: .identities(identities)), nonce: nonce,
            layout: layout)
    }
}

extension Manifest.Part {
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
