/// Numbers in header fields: octal digits, or GNU's binary form with the top bit of the first byte
/// set.
enum TarNumber {
    /// Nil when the field holds something else, or a number beyond 64 bits.
    static func parse(_ field: ArraySlice<UInt8>) -> Int64? {
        guard let first = field.first else { return nil }
        return first & 0x80 == 0 ? parseOctal(field) : parseBinary(field)
    }

    private static func parseOctal(_ field: ArraySlice<UInt8>) -> Int64? {
        var value: Int64 = 0
        let digits = field.drop { $0 == UInt8(ascii: " ") }
        for byte in digits {
            if byte == 0 || byte == UInt8(ascii: " ") { break }
            guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(byte), value >> 60 == 0 else {
                return nil
            }
            value = value << 3 | Int64(byte - UInt8(ascii: "0"))
        }
        return value
    }

    /// Two's complement, highest byte first; the marker bit is not part of the number.
    private static func parseBinary(_ field: ArraySlice<UInt8>) -> Int64? {
        let isNegative = field[field.startIndex] & 0x40 != 0
        var value: Int64 = isNegative ? -1 : 0
        for (index, byte) in field.enumerated() {
            let bits = index == 0 ? (isNegative ? byte | 0x80 : byte & 0x7F) : byte
            guard value >> 55 == (isNegative ? -1 : 0) else { return nil }
            value = value << 8 | Int64(bits)
        }
        return value
    }

    /// The largest number that `width` bytes hold with their closing zero.
    static func octalMax(width: Int) -> UInt64 {
        (1 << UInt64(3 * (width - 1))) - 1
    }

    /// - Precondition: `value` is at most `octalMax`.
    static func write(
        _ value: UInt64, to field: TarBlock.Field, of block: inout MutableSpan<UInt8>
    ) {
        precondition(value <= octalMax(width: field.width), "number too large for its field")
        var rest = value
        var place = field.offset + field.width - 1
        block[place] = 0
        while place > field.offset {
            place -= 1
            block[place] = UInt8(ascii: "0") + UInt8(rest & 7)
            rest >>= 3
        }
    }
}
