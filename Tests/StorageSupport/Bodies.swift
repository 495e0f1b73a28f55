package import Storage
internal import Synchronization

/// A body that is made by a closure: called for each piece with its number, nil ends it.
package final class SteppedReader: ObjectReader {
    private let number = Mutex(0)
    private let step: @Sendable (Int) async throws -> [UInt8]?

    package init(_ step: @escaping @Sendable (Int) async throws -> [UInt8]?) {
        self.step = step
    }

    package func next() async throws -> [UInt8]? {
        let number = number.withLock { number in
            defer { number += 1 }
            return number
        }
        return try await step(number)
    }
}

extension ObjectBody {
    /// Pieces as a closure gives them.
    package static func stepped(
        length: Int64?, isRepeatable: Bool = false,
        _ step: @escaping @Sendable (Int) async throws -> [UInt8]?
    ) -> ObjectBody {
        ObjectBody(length: length, isRepeatable: isRepeatable) { SteppedReader(step) }
    }

    /// A pattern in pieces, never held as a whole.
    package static func pattern(
        _ pattern: Pattern, saysLength: Bool = true, piece: Int64 = 256 << 10
    ) -> ObjectBody {
        stepped(length: saysLength ? pattern.size : nil, isRepeatable: true) { number in
            let start = Int64(number) * piece
            guard start < pattern.size else { return nil }
            return pattern.bytes(start..<min(pattern.size, start + piece))
        }
    }
}

/// Waits until the task is cancelled, then throws as Swift's own calls do.
package func waitForCancellation() async throws {
    let (stream, continuation) = AsyncStream<Void>.makeStream()
    for await _ in stream {}
    withExtendedLifetime(continuation) {}
    try Task.checkCancellation()
}

/// What a body of a test throws.
package struct BodyBroke: Error, Equatable {
    package init() {}
}
