/// Which parts of a file hold data; the rest are holes that read as zeros.
package struct TarSparseMap: Hashable, Sendable {
    package struct Extent: Hashable, Sendable {
        package let offset: Int64
        package let count: Int64

        package init(offset: Int64, count: Int64) {
            self.offset = offset
            self.count = count
        }

        package var end: Int64 { offset + count }
    }

    /// In order, without overlap, none of them empty, all within the file.
    package let extents: [Extent]
    /// Bytes of data, which is what the archive holds of the file.
    package let dataSize: Int64

    /// For writing: extents as the file system tells them, widened to whole blocks and merged,
    /// because readers disagree on how an odd extent in the middle is padded. The caller writes
    /// the data of `extents`, not of what it gave. Nil when there would be more than
    /// `TarLimits.extentsMax`, or they are not in order or not within `size`.
    package init?(covering extents: [Extent], of size: Int64) {
        guard Self.areOrdered(extents, within: size) else { return nil }
        var merged: [Extent] = []
        for extent in extents where extent.count > 0 {
            let start = extent.offset / TarBlock.size64 * TarBlock.size64
            let end = min(
                size, (extent.end - 1) / TarBlock.size64 * TarBlock.size64 + TarBlock.size64)
            if let last = merged.last, last.end >= start {
                merged[merged.count - 1] = Extent(offset: last.offset, count: end - last.offset)
            } else {
                merged.append(Extent(offset: start, count: end - start))
            }
        }
        guard merged.count <= TarLimits.extentsMax else { return nil }
        self.init(checked: merged)
    }

    /// For reading: as the archive says it. Nil when it contradicts itself.
    init?(reading extents: [Extent], of size: Int64) {
        guard Self.areOrdered(extents, within: size) else { return nil }
        self.init(checked: extents.filter { $0.count > 0 })
    }

    private init(checked: [Extent]) {
        extents = checked
        dataSize = checked.reduce(0) { $0 + $1.count }
    }

    /// Every extent but one that ends the file is whole blocks long, as all readers need it.
    func isAligned(in size: Int64) -> Bool {
        extents.allSatisfy { $0.count % TarBlock.size64 == 0 || $0.end == size }
    }

    private static func areOrdered(_ extents: [Extent], within size: Int64) -> Bool {
        guard (0...TarLimits.sizeMax).contains(size) else { return false }
        var end: Int64 = 0
        for extent in extents {
            guard extent.offset >= end, extent.count >= 0, extent.offset <= size,
                extent.count <= size - extent.offset
            else { return false }
            end = extent.end
        }
        return true
    }
}
