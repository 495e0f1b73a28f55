internal import Connector
internal import Cryptography

/// What a file is made of, as its tree and the index say, and which of it is nothing but zeros:
/// known without reading any.
struct FilePieces {
    let all: [ContentPiece]
    let size: Int64
    /// Those that have to be read.
    private(set) var data: [ContentPiece]
    /// Where they belong; nil where nothing is known to be a hole.
    private(set) var extents: [DataExtent]?

    /// As many as a file with holes may have when it is backed up.
    private static let extentsMax = 1 << 16

    init(_ all: [ContentPiece]) {
        self.all = all
        data = all
        size = all.reduce(0) { $0 + $1.size }
        if all.contains(where: { $0.digest == ZeroPiece.digest }) { findHoles() }
    }

    private mutating func findHoles() {
        data = []
        var extents: [DataExtent] = []
        var offset: Int64 = 0
        var wasHole = false
        for (index, piece) in all.enumerated() {
            let isRest =
                wasHole && index == all.count - 1 && ZeroPiece.isRest(piece)
            let isHole =
                (piece.digest == ZeroPiece.digest || isRest) && extents.count < Self.extentsMax
            if !isHole {
                data.append(piece)
                let isNew = extents.isEmpty || wasHole
                let start = isNew ? offset : extents.removeLast().offset
                let end = offset + piece.size
                extents.append(DataExtent(offset: start, count: end - start))
            }
            wasHole = isHole
            offset += piece.size
        }
        self.extents = extents
    }

    var dataSize: Int64 { extents?.reduce(0) { $0 + $1.count } ?? size }
}
