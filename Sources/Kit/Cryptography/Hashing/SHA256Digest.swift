internal import Values

/// The 32 bytes of a SHA-256, held without an allocation. Prints as hex.
package struct SHA256Digest: Hashable, Comparable, Sendable, CustomStringConvertible {
    package static let byteCount = 32

    /// Most significant first, so that comparing words compares bytes.
    package let words: (UInt64, UInt64, UInt64, UInt64)

    package init(words: (UInt64, UInt64, UInt64, UInt64)) {
        self.words = words
    }

    /// Of exactly 32 bytes; nil otherwise.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var words: [UInt64] = [0, 0, 0, 0]
        for (index, byte) in bytes.enumerated() {
            words[index / 8] = words[index / 8] << 8 | UInt64(byte)
        }
        self.words = (words[0], words[1], words[2], words[3])
    }

    /// Of 64 hexadecimal digits; nil otherwise.
    package init?(hex: some StringProtocol) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes: bytes)
    }

    /// Of 64 hexadecimal digits of either case; nil otherwise.
    package init?(hexDigits: ArraySlice<UInt8>) {
        guard hexDigits.count == 2 * Self.byteCount else { return nil }
        var words = InlineArray<4, UInt64>(repeating: 0)
        var place = 0
        for digit in hexDigits {
            guard let value = Self.value(ofDigit: digit) else { return nil }
            words[place / 16] = words[place / 16] << 4 | value
            place += 1
        }
        self.words = (words[0], words[1], words[2], words[3])
    }

    private static func value(ofDigit digit: UInt8) -> UInt64? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(digit - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(digit - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// Lets `write` fill in all 32 bytes.
    init(_ write: (UnsafeMutablePointer<UInt8>) -> Void) {
        var raw: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        unsafe withUnsafeMutableBytes(of: &raw) { buffer in
            unsafe buffer.withMemoryRebound(to: UInt8.self) { bytes in
                guard let start = bytes.baseAddress else { return }
                unsafe write(start)
            }
        }
        words = (raw.0.bigEndian, raw.1.bigEndian, raw.2.bigEndian, raw.3.bigEndian)
    }

    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        append(to: &bytes)
        return bytes
    }

    package func append(to bytes: inout [UInt8]) {
        bytes.append(addingCapacity: Self.byteCount) { room in
            Self.append(words.0, to: &room)
            Self.append(words.1, to: &room)
            Self.append(words.2, to: &room)
            Self.append(words.3, to: &room)
        }
    }

    private static func append(_ word: UInt64, to room: inout OutputSpan<UInt8>) {
        var shift: UInt64 = 64
        while shift > 0 {
            shift -= 8
            room.append(UInt8(truncatingIfNeeded: word >> shift))
        }
    }

    /// Appends 64 hexadecimal digits.
    package func appendHex(to text: inout [UInt8]) {
        text.append(addingCapacity: 2 * Self.byteCount) { room in
            Self.appendHex(words.0, to: &room)
            Self.appendHex(words.1, to: &room)
            Self.appendHex(words.2, to: &room)
            Self.appendHex(words.3, to: &room)
        }
    }

    private static func appendHex(_ word: UInt64, to room: inout OutputSpan<UInt8>) {
        var shift: UInt64 = 64
        while shift > 0 {
            shift -= 4
            let digit = UInt8(truncatingIfNeeded: word >> shift) & 15
            let base = digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10
            room.append(base &+ digit)
        }
    }

    /// Compares without telling by its time where the difference lies.
    package func matches(_ other: SHA256Digest) -> Bool {
        let difference =
            (words.0 ^ other.words.0) | (words.1 ^ other.words.1) | (words.2 ^ other.words.2)
            | (words.3 ^ other.words.3)
        return difference == 0
    }

    package var description: String { Hex.encode(bytes) }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
    }

    package static func == (a: SHA256Digest, b: SHA256Digest) -> Bool { a.words == b.words }
    package static func < (a: SHA256Digest, b: SHA256Digest) -> Bool { a.words < b.words }
}
