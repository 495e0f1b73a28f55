extension SeekTable {
    /// The last bytes of the file: the number of frames, a descriptor and a magic number.
    package static let footerSize = 9

    private static let headerSize = 8
    private static let skippableMagic: UInt32 = 0x184D_2A5E
    private static let footerMagic: UInt32 = 0x8F92_EAB1
    private static let checksumFlag: UInt8 = 0x80
    private static let reservedBits: UInt8 = 0x7C

    /// The table as a skippable frame, to be written after the last frame.
    package func serialized() -> [UInt8] {
        let entry = Self.entrySize(hasChecksums: hasChecksums)
        let body = entry * extents.count + Self.footerSize
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.headerSize + body)
        LittleEndian.append(Self.skippableMagic, to: &bytes)
        LittleEndian.append(UInt32(body), to: &bytes)
        for extent in extents {
            LittleEndian.append(UInt32(extent.compressed.count), to: &bytes)
            LittleEndian.append(UInt32(extent.plain.count), to: &bytes)
            if let checksum = extent.checksum { LittleEndian.append(checksum, to: &bytes) }
        }
        LittleEndian.append(UInt32(extents.count), to: &bytes)
        bytes.append(hasChecksums ? Self.checksumFlag : 0)
        LittleEndian.append(Self.footerMagic, to: &bytes)
        return bytes
    }

    /// How many bytes at the end of the file are the table, from its last `footerSize` bytes.
    package static func size(footer: Span<UInt8>) throws(CompressionError) -> Int {
        guard footer.count == footerSize,
            LittleEndian.uint32(footer, at: 5) == footerMagic
        else {
            throw CompressionError(.foreign, subject)
        }
        guard footer[4] & reservedBits == 0 else {
            throw CompressionError(.unsupported, subject, detail: "reserved bits are set")
        }
        let count = Int(LittleEndian.uint32(footer, at: 0))
        guard count <= framesMax else {
            throw CompressionError(
                .sizeMismatch, subject, detail: "\(count) frames, at most \(framesMax)")
        }
        let entry = entrySize(hasChecksums: footer[4] & checksumFlag != 0)
        return headerSize + count * entry + footerSize
    }

    /// Reads a table of exactly the bytes that `size(footer:)` told.
    package init(parsing bytes: Span<UInt8>) throws(CompressionError) {
        guard bytes.count >= Self.headerSize + Self.footerSize else {
            throw CompressionError(.truncated, Self.subject)
        }
        let footer = bytes.extracting(last: Self.footerSize)
        guard try Self.size(footer: footer) == bytes.count else {
            throw CompressionError(
                .corrupted, Self.subject, detail: "its size does not fit its frames")
        }
        guard LittleEndian.uint32(bytes, at: 0) == Self.skippableMagic,
            Int(LittleEndian.uint32(bytes, at: 4)) == bytes.count - Self.headerSize
        else {
            throw CompressionError(.corrupted, Self.subject, detail: "its frame header is wrong")
        }
        self.init()
        let hasChecksums = footer[4] & Self.checksumFlag != 0
        let entry = Self.entrySize(hasChecksums: hasChecksums)
        let end = bytes.count - Self.footerSize
        for offset in stride(from: Self.headerSize, to: end, by: entry) {
            try append(
                compressed: Int(LittleEndian.uint32(bytes, at: offset)),
                plain: Int(LittleEndian.uint32(bytes, at: offset + 4)),
                checksum: hasChecksums ? LittleEndian.uint32(bytes, at: offset + 8) : nil)
        }
    }

    private static func entrySize(hasChecksums: Bool) -> Int {
        hasChecksums ? 12 : 8
    }
}
