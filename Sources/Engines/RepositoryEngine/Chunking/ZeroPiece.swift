internal import Cryptography
internal import Engine

/// Zeros are cut at the smallest size, always, whatever a repository's polynomial: a run of them is
/// many times this piece, and is recognised without being read.
enum ZeroPiece {
    static let size = Chunker.sizeMin
    static let content = [UInt8](repeating: 0, count: size)
    static let id: BlobID = {
        let content = Self.content
        return BlobID.hash(content.span)
    }()

    /// Whether so many zeros have this name. What is left of a run at the end of a file is shorter.
    static func isRest(_ id: BlobID, size: Int) -> Bool {
        guard (1..<Self.size).contains(size) else { return false }
        let content = Self.content
        return BlobID.hash(content.span.extracting(first: size)) == id
    }
}
