internal import Glibc
internal import TestSupport

/// Content of any size that can be made and checked at every offset without holding it. It repeats
/// after a prime number of bytes, so that a piece at a wrong place is noticed.
package struct Pattern: Sendable {
    private static let period = 1_048_573

    package let size: Int64
    private let block: [UInt8]

    package init(size: Int64, seed: UInt64 = 1) {
        self.size = size
        var generator = SeededGenerator(seed: seed)
        var block: [UInt8] = []
        block.reserveCapacity(Self.period + 8)
        while block.count < Self.period {
            let word = generator.next()
            for shift in 0..<8 { block.append(UInt8(truncatingIfNeeded: word >> (shift * 8))) }
        }
        block.removeLast(block.count - Self.period)
        self.block = block
    }

    package func bytes(_ range: Range<Int64>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        while bytes.count < range.count {
            let start = Int((range.lowerBound + Int64(bytes.count)) % Int64(Self.period))
            let end = min(Self.period, start + range.count - bytes.count)
            bytes += block[start..<end]
        }
        return bytes
    }

    package var all: [UInt8] { bytes(0..<size) }

    /// Whether these are the pattern's bytes from `offset` on.
    package func matches(_ bytes: [UInt8], at offset: Int64) -> Bool {
        let end = offset + Int64(bytes.count)
        guard end <= size else { return false }
        return areEqual(bytes, self.bytes(offset..<end))
    }
}

/// Compares at the speed of the C library, also in debug builds.
package func areEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    return a.withUnsafeBytes { a in
        b.withUnsafeBytes { b in
            guard let first = a.baseAddress, let second = b.baseAddress else { return true }
            return memcmp(first, second, a.count) == 0
        }
    }
}
