internal import Compression
internal import Cryptography
internal import Engine
internal import Storage

/// Reads a part once, from its first byte to its last, as it lies in the vault: hashes it, opens
/// it chunk by chunk and decompresses its frames, and goes on behind whatever is damaged.
struct PartCheck: ~Copyable {
    /// What was found about a frame.
    enum Outcome {
        case whole([UInt8])
        case damaged
    }

    private let part: Manifest.Part
    private let frames: [PartFrames.Frame]
    private let identities: [AgeIdentity]?
    private var decompressor: ZstdDecompressor
    private var access: AgeRandomAccess?
    private var head: [UInt8] = []
    private var pending: [UInt8] = []
    private var chunk: Int64 = 0
    /// Of the plain content: what waits, where that begins, and what of it could not be opened.
    private var plain: [UInt8] = []
    private var plainStart: Int64 = 0
    private var holes: [Range<Int64>] = []
    private var nextFrame = 0
    private(set) var damaged: [PartFrames.Frame] = []
    private(set) var size: Int64 = 0
    private(set) var problem: EngineError?

    /// - Parameter identities: nil where the part is not encrypted.
    init(
        _ part: Manifest.Part, _ frames: [PartFrames.Frame], _ identities: [AgeIdentity]?
    ) throws {
        self.part = part
        self.frames = frames
        self.identities = identities
        decompressor = try ZstdDecompressor()
    }

    /// Takes the next bytes of the object.
    mutating func take(
        _ piece: [UInt8], _ body: (PartFrames.Frame, Outcome) throws -> Void
    ) throws {
        size += Int64(piece.count)
        guard problem == nil else { return }
        guard identities != nil else {
            plain += piece
            return try takeFrames(body)
        }
        do {
            try unseal(piece)
        } catch {
            problem = EngineError(reading: error, of: "\(part.name)")
            return
        }
        try takeFrames(body)
    }

    /// What has not come by now does not come.
    mutating func finish(_ body: (PartFrames.Frame, Outcome) throws -> Void) throws {
        for frame in frames[nextFrame...] {
            damaged.append(frame)
            try body(frame, .damaged)
        }
        nextFrame = frames.count
    }

    // MARK: Opening

    private mutating func unseal(_ piece: [UInt8]) throws {
        pending += piece
        if access == nil {
            let layout = try part.layout()
            let start = Int(layout.nonceRange.upperBound)
            guard pending.count >= start else { return }
            access = try PartReader.unlock(pending[..<start], layout, identities ?? [])
            pending.removeFirst(start)
        }
        try openChunks()
    }

    private mutating func openChunks() throws {
        guard let layout = access?.layout else { return }
        let sealed = pending
        var taken = 0
        while chunk < layout.chunkCount {
            let count = layout.fileRange(of: chunk..<(chunk + 1)).count
            guard sealed.count - taken >= count else { break }
            do {
                try access?.open(
                    chunk: chunk, sealed.span.extracting(taken..<(taken + count)), into: &plain)
            } catch {
                let content = layout.contentRange(of: chunk..<(chunk + 1))
                holes.append(content)
                plain.append(contentsOf: repeatElement(0, count: content.count))
            }
            taken += count
            chunk += 1
        }
        pending = Array(sealed.dropFirst(taken))
    }

    // MARK: Frames

    private mutating func takeFrames(
        _ body: (PartFrames.Frame, Outcome) throws -> Void
    ) throws {
        var taken = 0
        while nextFrame < frames.count {
            let frame = frames[nextFrame]
            let end = Int(frame.offset + frame.size - plainStart)
            guard plain.count >= end else { break }
            nextFrame += 1
            let bytes = Int(frame.offset - plainStart)..<end
            if let content = decode(frame, bytes) {
                try body(frame, .whole(content))
            } else {
                damaged.append(frame)
                try body(frame, .damaged)
            }
            taken = end
        }
        plain.removeFirst(taken)
        plainStart += Int64(taken)
    }

    private mutating func decode(_ frame: PartFrames.Frame, _ bytes: Range<Int>) -> [UInt8]? {
        let range = frame.offset..<(frame.offset + frame.size)
        guard !holes.contains(where: { $0.overlaps(range) }) else { return nil }
        let input = plain
        var content: [UInt8] = []
        do {
            try decompressor.decompressWhole(
                input.span.extracting(bytes), into: &content, exactly: Int(frame.tarSize))
            return content
        } catch {
            return nil
        }
    }
}
