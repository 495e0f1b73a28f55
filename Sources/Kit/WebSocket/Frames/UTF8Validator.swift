/// Checks UTF-8 that arrives in pieces (RFC 3629): a character may be cut anywhere.
struct UTF8Validator {
    /// Bytes still missing of the character that has begun.
    private var missing = 0
    /// What the next of them may be: the first one excludes overlong forms, surrogates and what is
    /// beyond U+10FFFF.
    private var allowed: ClosedRange<UInt8> = 0x80...0xBF

    /// Whether what has come so far ends with a whole character.
    var isAtBoundary: Bool { missing == 0 }

    /// False as soon as no continuation could make it UTF-8.
    mutating func accepts(_ bytes: Span<UInt8>) -> Bool {
        var index = 0
        while index < bytes.count {
            if missing == 0 {
                index = Self.skipASCII(bytes, from: index)
                guard index < bytes.count else { return true }
                guard begin(bytes[index]) else { return false }
            } else {
                guard allowed.contains(bytes[index]) else { return false }
                allowed = 0x80...0xBF
                missing -= 1
            }
            index += 1
        }
        return true
    }

    private mutating func begin(_ byte: UInt8) -> Bool {
        allowed = 0x80...0xBF
        switch byte {
        case 0xC2...0xDF: missing = 1
        case 0xE0...0xEF:
            missing = 2
            if byte == 0xE0 { allowed = 0xA0...0xBF }
            if byte == 0xED { allowed = 0x80...0x9F }
        case 0xF0...0xF4:
            missing = 3
            if byte == 0xF0 { allowed = 0x90...0xBF }
            if byte == 0xF4 { allowed = 0x80...0x8F }
        default: return false
        }
        return true
    }

    private static func skipASCII(_ bytes: Span<UInt8>, from start: Int) -> Int {
        unsafe bytes.withUnsafeBytes { buffer in
            var index = start
            while index + 8 <= buffer.count {
                let word = unsafe buffer.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                guard word & 0x8080_8080_8080_8080 == 0 else { break }
                index += 8
            }
            while index < buffer.count, unsafe buffer[index] < 0x80 { index += 1 }
            return index
        }
    }
}
