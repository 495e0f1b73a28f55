internal import Compression
package import Engine

/// Goes through the frames of an index, part by part, passing over its entries unread.
struct FrameCursor: ~Copyable {
    private static let entryStart = Array("{\"p\":".utf8)

    private let manifest: Manifest
    private let title: String
    private var text: IndexText
    private var piece: [UInt8] = []
    private var position = 0
    private var part = 0

    init(_ source: IndexSource) throws {
        manifest = source.manifest
        title = source.title
        text = try source.text()
    }

    /// The frames of the next part, which make up all of it; nil after the last. Blocks.
    mutating func next() throws(EngineError) -> PartFrames? {
        while let line = try nextLine() {
            // Writers put the path first; an entry in another order is read and passed over.
            guard !piece[line].starts(with: Self.entryStart) else { continue }
            guard case .part(let frames) = try IndexLine(parsing: piece, in: line) else { continue }
            guard frames.part.number == part + 1, part < manifest.parts.count else {
                throw .damaged("\(title) names \(frames.part) where it should not")
            }
            try frames.check(against: manifest.parts[part], manifest.pipeline)
            part += 1
            return frames
        }
        guard part == manifest.parts.count else {
            throw .damaged("\(title) does not say where the frames of all parts are")
        }
        return nil
    }

    private mutating func nextLine() throws(EngineError) -> Range<Int>? {
        var scanned = position
        while true {
            if let end = piece[scanned...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { position = end + 1 }
                return position..<end
            }
            guard piece.count - position <= ArchiveLimits.indexLineSizeMax else {
                throw .damaged("a line of \(title) is too long")
            }
            guard let more = try text.next() else { return nil }
            piece.removeFirst(position)
            position = 0
            scanned = piece.count
            piece += more
        }
    }
}

extension PartFrames {
    /// Throws unless the frames are the whole part and nothing else: each follows the one before
    /// it, in the part and in the tar file.
    package func check(
        against part: Manifest.Part, _ pipeline: Manifest.Pipeline
    ) throws(EngineError) {
        var offset: Int64 = 0
        var tarOffset = part.tar.lowerBound
        let sizeMax = Int64(ZstdCompressor.bound(pipeline.frameSize))
        for frame in frames {
            guard frame.offset == offset, frame.tarOffset == tarOffset else {
                throw .damaged("the frames of \(part.name) overlap or leave a gap")
            }
            guard (1...sizeMax).contains(frame.size),
                (1...Int64(pipeline.frameSize)).contains(frame.tarSize)
            else { throw .damaged("a frame of \(part.name) has a size that cannot be") }
            guard frame.size <= part.plainSize - offset,
                frame.tarSize <= part.tar.upperBound - tarOffset
            else { throw .damaged("a frame of \(part.name) lies outside of it") }
            offset += frame.size
            tarOffset += frame.tarSize
        }
        guard frames.count == part.frames, offset == part.plainSize,
            tarOffset == part.tar.upperBound
        else { throw .damaged("the frames of \(part.name) are not all of it") }
    }
}
