/// The 512 bytes that everything in an archive is made of, and the fields of a header.
enum TarBlock {
    static let size = 512
    static let size64: Int64 = 512

    struct Field {
        let offset: Int
        let width: Int

        var range: Range<Int> { offset..<offset + width }
    }

    static let name = Field(offset: 0, width: 100)
    static let mode = Field(offset: 100, width: 8)
    static let userID = Field(offset: 108, width: 8)
    static let groupID = Field(offset: 116, width: 8)
    static let contentSize = Field(offset: 124, width: 12)
    static let modified = Field(offset: 136, width: 12)
    static let checksum = Field(offset: 148, width: 8)
    static let flag = 156
    static let linkName = Field(offset: 157, width: 100)
    static let magic = Field(offset: 257, width: 8)
    static let userName = Field(offset: 265, width: 32)
    static let groupName = Field(offset: 297, width: 32)
    static let deviceMajor = Field(offset: 329, width: 8)
    static let deviceMinor = Field(offset: 337, width: 8)
    static let prefix = Field(offset: 345, width: 155)

    static let posixMagic = Array("ustar\u{0}00".utf8)
    static let gnuMagic = Array("ustar  \u{0}".utf8)

    /// GNU's own sparse header, which uses the room of the prefix.
    static let gnuSparseEntries = Field(offset: 386, width: 4 * 24)
    static let gnuSparseIsExtended = 482
    static let gnuSparseRealSize = Field(offset: 483, width: 12)
    static let gnuExtensionEntries = Field(offset: 0, width: 21 * 24)
    static let gnuExtensionIsExtended = 504

    /// Zeros that fill up the last block of `size` bytes.
    static func padding(after size: Int64) -> Int {
        Int((size64 - size % size64) % size64)
    }

    /// The sum of all bytes with the checksum field read as blanks. Old writers added signed ones.
    static func checksums(of block: Span<UInt8>) -> (unsigned: Int64, signed: Int64) {
        var sum: UInt32 = 0
        var negatives: UInt32 = 0
        for index in block.indices {
            sum &+= UInt32(block[index])
            negatives &+= UInt32(block[index] >> 7)
        }
        for index in checksum.range {
            sum &-= UInt32(block[index])
            negatives &-= UInt32(block[index] >> 7)
        }
        let unsigned = Int64(sum) + Int64(checksum.width) * Int64(UInt8(ascii: " "))
        return (unsigned, unsigned - 256 * Int64(negatives))
    }
}
