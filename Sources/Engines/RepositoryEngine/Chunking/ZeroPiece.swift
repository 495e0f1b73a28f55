internal import Connector
internal import Cryptography

/// Zeros are cut at the smallest size, always, whatever a repository's polynomial: a run of them is
/// many times this piece, and is recognised without being read.
enum ZeroPiece {
    static let size = Chunker.sizeMin
    static let content = [UInt8](repeating: 0, count: size)
    static let id: BlobID = {
        let content = Self.content
        return BlobID.hash(content.span)
    }()

    static let digest = id.digest

    /// Whether it is nothing but zeros too. What is left of a run at the end of a file is shorter.
    static func isRest(_ piece: ContentPiece) -> Bool {
        guard (1..<Int64(size)).contains(piece.size) else { return false }
        let content = Self.content
        return SHA256.hash(content.span.extracting(first: Int(piece.size))) == piece.digest
    }
}
