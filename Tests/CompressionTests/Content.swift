import TestSupport

@testable import Compression

/// Data for tests, the same for the same seed.
enum Content {
    private static let words = [
        "vault", "source", "run", "snapshot", "agent", "hub", "drill", "alert", "schedule", "\n",
    ]

    /// Words, which shrink to a fraction.
    static func text(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        var bytes: [UInt8] = []
        while bytes.count < count {
            bytes += words[Int(generator.next() % UInt64(words.count))].utf8
            bytes += String(generator.next() % 1000).utf8
            bytes.append(UInt8(ascii: " "))
        }
        return Array(bytes.prefix(count))
    }

    /// Bytes that do not shrink.
    static func noise(_ count: Int, seed: UInt64 = 2) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next() >> 24) }
    }
}

/// Whatever `body` throws as a compression error, nil when it does not throw.
func failure(of body: () throws -> Void) -> CompressionError.Kind? {
    do {
        try body()
        return nil
    } catch {
        return (error as? CompressionError)?.kind
    }
}
