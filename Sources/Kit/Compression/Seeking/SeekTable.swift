/// Where the frames of a zstd file begin, in the file and in its content, so that a reader can
/// fetch and decode only those it needs. Format: docs of zstd, `zstd_seekable_compression_format`,
/// version 0.1.0; ordinary decoders skip the table.
package struct SeekTable: Hashable, Sendable {
    /// One frame: where it lies in the file and which part of the content it holds.
    package struct Extent: Hashable, Sendable {
        package let compressed: Range<Int64>
        package let plain: Range<Int64>
        /// The low half of the content's XXH64, which is also the frame's own last four bytes.
        package let checksum: UInt32?
    }

    /// 4 TiB at 4 MiB a frame, and 12 MiB of table: larger ones are refused before they are read.
    package static let framesMax = 1 << 20

    package private(set) var extents: [Extent] = []

    package init() {}

    /// - Precondition: Checksums are given for all frames or for none.
    package mutating func append(
        compressed: Int, plain: Int, checksum: UInt32? = nil
    ) throws(CompressionError) {
        guard extents.count < Self.framesMax else {
            throw CompressionError(.sizeMismatch, Self.subject, detail: "too many frames")
        }
        guard UInt32(exactly: compressed) != nil, UInt32(exactly: plain) != nil else {
            throw CompressionError(.sizeMismatch, Self.subject, detail: "frame of 4 GiB or more")
        }
        precondition(
            extents.last.map { ($0.checksum == nil) == (checksum == nil) } ?? true,
            "either all frames of a seek table have checksums or none has")
        let start = compressedSize
        let plainStart = plainSize
        extents.append(
            Extent(
                compressed: start..<start + Int64(compressed),
                plain: plainStart..<plainStart + Int64(plain), checksum: checksum))
    }

    /// Appends a frame as a compressing pipeline made it.
    package mutating func append(_ frame: borrowing Frame) throws(CompressionError) {
        try append(
            compressed: frame.count, plain: frame.plainCount,
            checksum: frame.withBytes { LittleEndian.uint32($0, at: $0.count - 4) })
    }

    /// Bytes of all frames, without the table.
    package var compressedSize: Int64 { extents.last?.compressed.upperBound ?? 0 }

    /// Bytes of the content.
    package var plainSize: Int64 { extents.last?.plain.upperBound ?? 0 }

    package var hasChecksums: Bool { extents.last?.checksum != nil }

    /// The frames that hold any byte of `range`, in order.
    package func extents(covering range: Range<Int64>) -> ArraySlice<Extent> {
        let wanted = range.clamped(to: 0..<plainSize)
        guard !wanted.isEmpty else { return [] }
        let first = firstIndex { $0.plain.upperBound > wanted.lowerBound }
        let end = firstIndex { $0.plain.lowerBound >= wanted.upperBound }
        return extents[first..<end]
    }

    /// Binary search: `isPast` is false for some frames and then true for the rest.
    private func firstIndex(where isPast: (Extent) -> Bool) -> Int {
        var low = 0
        var high = extents.count
        while low < high {
            let middle = (low + high) / 2
            if isPast(extents[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    static let subject = "zstd seek table"
}
