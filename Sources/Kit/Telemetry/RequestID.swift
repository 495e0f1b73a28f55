internal import Synchronization
internal import Values

/// Marks everything that was done for one request: log lines, answers, audit.
package struct RequestID: Hashable, Sendable, CustomStringConvertible {
    package let value: UInt64

    package init(value: UInt64) {
        self.value = value
    }

    /// Sixteen hexadecimal digits.
    package var description: String {
        Hex.encode((0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - $0 * 8)) })
    }
}

/// Makes request ids: all different in one process, and unlikely to meet those of another. They
/// are no secrets.
package final class RequestIDSource: Sendable {
    private let counter: Atomic<UInt64>

    package init(seed: UInt64 = .random(in: 0...UInt64.max)) {
        counter = Atomic(seed)
    }

    package func next() -> RequestID {
        // A counter, scrambled reversibly: no two alike, and neighbours look nothing alike.
        var mixed = counter.wrappingAdd(0x9E37_79B9_7F4A_7C15, ordering: .relaxed).newValue
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return RequestID(value: mixed ^ mixed >> 31)
    }
}
