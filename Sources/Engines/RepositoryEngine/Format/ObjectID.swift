package import Cryptography
internal import Values

/// The SHA-256 that names everything of a repository: an object by its sealed bytes, a blob by its
/// plain ones.
package struct ObjectID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package static let byteCount = 32
    package static let hexCount = 64

    /// Most significant first, so that comparing words compares bytes.
    let a: UInt64
    let b: UInt64
    let c: UInt64
    let d: UInt64

    init(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) {
        (self.a, self.b, self.c, self.d) = (a, b, c, d)
    }

    package init(_ digest: SHA256Digest) {
        (a, b, c, d) = digest.words
    }

    var digest: SHA256Digest { SHA256Digest(words: (a, b, c, d)) }

    /// Of exactly 64 lower-case hexadecimal digits; nil otherwise.
    package init?(_ text: some StringProtocol) {
        let digits = Array(text.utf8)
        guard digits.count == Self.hexCount, let id = ObjectID(hex: digits.span, at: 0) else {
            return nil
        }
        self = id
    }

    /// The 32 bytes that begin at `offset`.
    init(_ bytes: Span<UInt8>, at offset: Int) {
        self.init(
            Self.word(bytes, at: offset), Self.word(bytes, at: offset + 8),
            Self.word(bytes, at: offset + 16), Self.word(bytes, at: offset + 24))
    }

    /// The 64 lower-case hexadecimal digits that begin at `offset`; nil when they are not there.
    init?(hex text: Span<UInt8>, at offset: Int) {
        guard offset + Self.hexCount <= text.count else { return nil }
        var wrong: UInt8 = 0
        self.init(
            Self.word(hex: text, at: offset, &wrong), Self.word(hex: text, at: offset + 16, &wrong),
            Self.word(hex: text, at: offset + 32, &wrong),
            Self.word(hex: text, at: offset + 48, &wrong))
        guard wrong == 0 else { return nil }
    }

    package static func hash(_ bytes: Span<UInt8>) -> ObjectID {
        ObjectID(SHA256.hash(bytes))
    }

    package func appendHex(to text: inout [UInt8]) {
        for word in [a, b, c, d] {
            for shift in stride(from: UInt64(60), through: 0, by: -4) {
                text.append(Self.digits[Int(truncatingIfNeeded: word >> shift & 15)])
            }
        }
    }

    func append(to bytes: inout [UInt8]) {
        for word in [a, b, c, d] {
            for shift in stride(from: UInt64(56), through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
    }

    package var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(Self.hexCount)
        appendHex(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// The beginning, as lists and messages show it.
    package var short: String { String(description.prefix(8)) }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(a)
    }

    package static func < (left: ObjectID, right: ObjectID) -> Bool {
        if left.a != right.a { return left.a < right.a }
        if left.b != right.b { return left.b < right.b }
        if left.c != right.c { return left.c < right.c }
        return left.d < right.d
    }

    private static let digits = Array("0123456789abcdef".utf8)

    @inline(__always)
    private static func word(_ bytes: Span<UInt8>, at offset: Int) -> UInt64 {
        var word: UInt64 = 0
        for index in offset..<offset + 8 { word = word << 8 | UInt64(bytes[index]) }
        return word
    }

    /// Sets bits of `wrong` where there is no digit.
    @inline(__always)
    private static func word(
        hex text: Span<UInt8>, at offset: Int, _ wrong: inout UInt8
    ) -> UInt64 {
        var word: UInt64 = 0
        for index in offset..<offset + 16 {
            let value = hexValues[Int(text[index])]
            wrong |= value & 0xF0
            word = word << 4 | UInt64(value & 15)
        }
        return word
    }

    /// 0…15, and 255 for what is no lower-case digit.
    private static let hexValues: InlineArray<256, UInt8> = {
        var values = InlineArray<256, UInt8>(repeating: 255)
        for (value, digit) in "0123456789abcdef".utf8.enumerated() {
            values[Int(digit)] = UInt8(value)
        }
        return values
    }()
}

/// What names a blob: the hash of its content.
package typealias BlobID = ObjectID
