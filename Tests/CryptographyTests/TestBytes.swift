import TestSupport
import Values

@testable import Cryptography

extension [UInt8] {
    static func repeating(_ byte: UInt8, _ count: Int) -> [UInt8] {
        [UInt8](repeating: byte, count: count)
    }

    /// Bytes that are the same for the same seed, and look like nothing.
    static func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    }

    /// A copy with one byte changed.
    func flipping(_ index: Int, _ bits: UInt8 = 1) -> [UInt8] {
        var copy = self
        copy[index] ^= bits
        return copy
    }
}

extension Secret {
    /// For comparing with what a standard prints.
    var hex: String { withBytes { Hex.encode([UInt8](copying: $0)) } }
    var bytes: [UInt8] { withBytes { [UInt8](copying: $0) } }
    var text: String { withBytes { $0.text } }
}

/// The error that `body` throws, for comparing its kind; nil where it throws none.
func failure<Result>(
    _ body: () throws(CryptographyError) -> Result
) -> CryptographyError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error
    }
}
