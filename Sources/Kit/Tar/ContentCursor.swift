/// How far the content of an entry has been read, and where in the file the next byte belongs.
struct ContentCursor {
    private let extents: [TarSparseMap.Extent]
    private let size: Int64
    private var index = 0
    private var taken: Int64 = 0

    /// Of nothing.
    init() {
        extents = []
        size = 0
    }

    init(of entry: TarEntry) {
        let whole = entry.contentSize
        extents = entry.sparse?.extents ?? (whole > 0 ? [.init(offset: 0, count: whole)] : [])
        size = whole
    }

    var isAtEnd: Bool { index == extents.count }

    /// Zeros that follow the content.
    var padding: Int { TarBlock.padding(after: size) }

    /// - Precondition: Not at the end.
    mutating func advance(atMost limit: Int) -> (count: Int, fileOffset: Int64) {
        let extent = extents[index]
        let count = min(extent.count - taken, Int64(limit))
        defer {
            taken += count
            if taken == extent.count {
                index += 1
                taken = 0
            }
        }
        return (Int(count), extent.offset + taken)
    }
}
