/// Reads the map that lies in front of a sparse file's content: lines of digits in whole blocks.
struct SparseMapReader {
    private var numbers: [Int64] = []
    private var current: Int64 = 0
    private var hasDigit = false
    /// Numbers to come, once the first has said how many.
    private var expected: Int?

    /// Takes one block; true when the map is complete, and the rest of the block is padding.
    mutating func take(_ block: [UInt8], at offset: Int64) throws(TarError) -> Bool {
        for byte in block {
            if byte == UInt8(ascii: "\n") {
                if try endNumber(at: offset) { return true }
            } else {
                guard let next = Decimal.append(byte, to: current) else {
                    throw TarError(.badSparseMap, at: offset, "the map of data holds no numbers")
                }
                current = next
                hasDigit = true
            }
        }
        return false
    }

    var extents: [TarSparseMap.Extent] {
        stride(from: 0, to: numbers.count, by: 2).map {
            .init(offset: numbers[$0], count: numbers[$0 + 1])
        }
    }

    private mutating func endNumber(at offset: Int64) throws(TarError) -> Bool {
        guard hasDigit else {
            throw TarError(.badSparseMap, at: offset, "the map of data has an empty line")
        }
        if expected == nil {
            guard current <= TarLimits.extentsMax else {
                throw TarError(
                    .beyondLimit, at: offset,
                    "a file has more than \(TarLimits.extentsMax) pieces of data")
            }
            expected = Int(current) * 2
        } else {
            numbers.append(current)
        }
        current = 0
        hasDigit = false
        return numbers.count == expected
    }
}
