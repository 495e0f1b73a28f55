internal import Synchronization

/// Marks everything that was done for one request: log lines, answers, audit.
package struct RequestID: Hashable, Sendable, CustomStringConvertible {
    package let value: UInt64

    package init(value: UInt64) {
        self.value = value
    }

    /// Sixteen hexadecimal digits, without a string: every request writes them twice.
    package var digits: [16 of UInt8] {
        [16 of UInt8] { index in
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(60 - 4 * index)) & 15
            return digit < 10 ? digit + 48 : digit + 87
        }
    }

    package var description: String {
        let digits = digits
        return String(decoding: digits.indices.map { digits[$0] }, as: UTF8.self)
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
