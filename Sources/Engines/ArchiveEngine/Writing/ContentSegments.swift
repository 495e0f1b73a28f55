internal import Connector
internal import Tar

/// What a file's content is made of in the payload: data of its reader, and zeros where the tar
/// file has to have bytes and the reader has none.
struct ContentSegments: Hashable, Sendable {
    struct Segment: Hashable, Sendable {
        let isData: Bool
        let count: Int64
    }

    private(set) var list: [Segment] = []
    /// Of the tar entry; nil when the file is written as if it had no holes.
    private(set) var map: TarSparseMap?
    /// Bytes in the payload.
    private(set) var size: Int64 = 0

    /// Of a file without holes, or whose holes are told by `extents`.
    init(of size: Int64, extents: [DataExtent]?) {
        guard let extents, extents != [DataExtent(offset: 0, count: size)] else {
            append(isData: true, size)
            return
        }
        map = TarSparseMap(
            covering: extents.map { TarSparseMap.Extent(offset: $0.offset, count: $0.count) },
            of: size)
        // Too many holes for tar are written as zeros.
        let blocks = map?.extents ?? [TarSparseMap.Extent(offset: 0, count: size)]
        var data = extents[...]
        for block in blocks { append(block, from: &data) }
    }

    init(_ list: [Segment], map: TarSparseMap?) {
        self.map = map
        for segment in list { append(isData: segment.isData, segment.count) }
    }

    private mutating func append(
        _ block: TarSparseMap.Extent, from data: inout ArraySlice<DataExtent>
    ) {
        var position = block.offset
        while let next = data.first, next.offset < block.end {
            append(isData: false, next.offset - position)
            append(isData: true, next.count)
            position = next.end
            data = data.dropFirst()
        }
        append(isData: false, block.end - position)
    }

    private mutating func append(isData: Bool, _ count: Int64) {
        guard count > 0 else { return }
        list.append(Segment(isData: isData, count: count))
        size += count
    }
}
