/// The map of holes in GNU tar's own headers: pairs of an offset and a size in the header itself,
/// continued in blocks of their own.
struct GNUSparseMap {
    private static let pairSize = 24
    private static let numberSize = 12

    private(set) var extents: [TarSparseMap.Extent] = []
    private(set) var realSize: Int64 = 0
    /// A block follows that continues the map.
    private(set) var isExtended = false

    init() {}

    init(header block: [UInt8], at offset: Int64) throws(TarError) {
        realSize = Int64(
            try HeaderFields.natural(
                TarBlock.gnuSparseRealSize, "size", of: block, at: offset))
        try take(TarBlock.gnuSparseEntries, of: block, at: offset)
        isExtended = block[TarBlock.gnuSparseIsExtended] != 0
    }

    mutating func take(extensionBlock block: [UInt8], at offset: Int64) throws(TarError) {
        try take(TarBlock.gnuExtensionEntries, of: block, at: offset)
        isExtended = block[TarBlock.gnuExtensionIsExtended] != 0
    }

    /// An empty field ends the list.
    private mutating func take(
        _ field: TarBlock.Field, of block: [UInt8], at offset: Int64
    ) throws(TarError) {
        for start in stride(from: field.offset, to: field.range.upperBound, by: Self.pairSize) {
            guard block[start] != 0 else { return }
            let first = TarBlock.Field(offset: start, width: Self.numberSize)
            let second = TarBlock.Field(offset: first.range.upperBound, width: Self.numberSize)
            extents.append(
                .init(
                    offset: Int64(
                        try HeaderFields.natural(first, "offset", of: block, at: offset)),
                    count: Int64(
                        try HeaderFields.natural(second, "size", of: block, at: offset))))
        }
        guard extents.count <= TarLimits.extentsMax else {
            throw TarError(
                .beyondLimit, at: offset,
                "a file has more than \(TarLimits.extentsMax) pieces of data")
        }
    }
}
