/// Numbers as the format writes them: the least significant byte first.
extension [UInt8] {
    mutating func append(_ number: UInt16) { appendBytes(of: number) }
    mutating func append(_ number: UInt32) { appendBytes(of: number) }
    mutating func append(_ number: UInt64) { appendBytes(of: number) }

    private mutating func appendBytes(of number: some FixedWidthInteger & UnsignedInteger) {
        for shift in stride(from: 0, to: number.bitWidth, by: 8) {
            append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    /// A field of an entry's extra data.
    mutating func appendField(_ tag: UInt16, _ content: [UInt8]) {
        append(tag)
        append(UInt16(content.count))
        append(contentsOf: content)
    }
}

/// What does not fit its field is said by all ones there and by a field of ZIP64 elsewhere.
enum ZipLimit {
    static let count = 0xFFFF
    static let size: Int64 = 0xFFFF_FFFF

    /// A file that may become too large in the archive, whether or not it shrinks: deflate adds
    /// less than a thousandth.
    static func mayExceed(_ size: Int64) -> Bool { size + size >> 10 + 1024 >= self.size }
}
