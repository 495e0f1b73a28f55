/// The characters that methods and field names are made of (RFC 9110 section 5.6.2).
enum Token {
    // One bit for each of the 128 ASCII characters: `!#$%&'*+-.^_`|~`, digits and letters.
    private static let low: UInt64 = 0x03FF_6CFA_0000_0000
    private static let high: UInt64 = 0x57FF_FFFF_C7FF_FFFE

    @inline(__always)
    static func contains(_ byte: UInt8) -> Bool {
        if byte < 64 { return low >> UInt64(byte) & 1 == 1 }
        return byte < 128 && high >> UInt64(byte & 63) & 1 == 1
    }

    static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(contains)
    }
}

extension UInt8 {
    /// The lower-case letter of an ASCII capital; any other byte as it is.
    @inline(__always)
    var asciiLowercased: UInt8 {
        self &- 0x41 < 26 ? self | 0x20 : self
    }
}
