/// A set of bytes: what stands between brackets in a pattern.
struct ByteSet: Hashable, Sendable {
    private var low = SIMD4<UInt64>()

    static let letters = ByteSet(of: lowercase) + ByteSet(of: uppercase)
    static let lowercase = UInt8(ascii: "a")...UInt8(ascii: "z")
    static let uppercase = UInt8(ascii: "A")...UInt8(ascii: "Z")
    static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")

    init() {}

    init(of range: ClosedRange<UInt8>) {
        insert(range)
    }

    func contains(_ byte: UInt8) -> Bool {
        low[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1
    }

    mutating func insert(_ byte: UInt8) {
        low[Int(byte >> 6)] |= 1 << UInt64(byte & 63)
    }

    mutating func insert(_ range: ClosedRange<UInt8>) {
        for byte in range { insert(byte) }
    }

    mutating func formUnion(_ other: ByteSet) {
        low |= other.low
    }

    static func + (a: ByteSet, b: ByteSet) -> ByteSet {
        var sum = a
        sum.formUnion(b)
        return sum
    }

    var inverted: ByteSet {
        var all = self
        all.low = ~low
        return all
    }

    /// With the other case of each letter in it.
    var inBothCases: ByteSet {
        var both = self
        for byte in UInt8.min...UInt8.max where contains(byte) {
            both.insert(byte.lowercased)
            if Self.lowercase.contains(byte) { both.insert(byte & ~32) }
        }
        return both
    }

    /// `[:alpha:]` and its like, of ASCII as in the C locale; nil for a word that is none.
    init?(named name: some Collection<UInt8>) {
        switch String(decoding: name, as: UTF8.self) {
        case "alnum": self = Self.letters + ByteSet(of: Self.digits)
        case "alpha": self = Self.letters
        case "blank": self = ByteSet(of: 32...32) + ByteSet(of: 9...9)
        case "cntrl": self = ByteSet(of: 0...31) + ByteSet(of: 127...127)
        case "digit": self = ByteSet(of: Self.digits)
        case "graph": self = ByteSet(of: 33...126)
        case "lower": self = ByteSet(of: Self.lowercase)
        case "print": self = ByteSet(of: 32...126)
        case "punct":
            self = ByteSet(of: 33...47) + ByteSet(of: 58...64) + ByteSet(of: 91...96)
            formUnion(ByteSet(of: 123...126))
        case "space": self = ByteSet(of: 9...13) + ByteSet(of: 32...32)
        case "upper": self = ByteSet(of: Self.uppercase)
        case "xdigit":
            self = ByteSet(of: Self.digits) + ByteSet(of: 65...70) + ByteSet(of: 97...102)
        default: return nil
        }
    }
}

extension UInt8 {
    /// Of ASCII; other bytes are parts of characters we do not look into.
    var lowercased: UInt8 { ByteSet.uppercase.contains(self) ? self | 32 : self }
}
