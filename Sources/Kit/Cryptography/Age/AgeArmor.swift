/// The form of an age file that survives mail and forms: base 64 in lines of 64 letters between
/// two marks (RFC 7468, strict).
package enum AgeArmor {
    static let begin = "-----BEGIN AGE ENCRYPTED FILE-----"
    static let end = "-----END AGE ENCRYPTED FILE-----"
    static let lineLength = 64
    static let lineSize = 48
    /// White space is allowed around the marks, and a file of nothing else is not an age file.
    static let spaceMax = 1024

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 32 || byte == 9 || byte == 10 || byte == 13
    }

    /// Whether a file that starts with these bytes is an armored one. Ask with the first kibibyte
    /// or the whole file.
    package static func isArmored(_ start: Span<UInt8>) -> Bool {
        var index = 0
        while index < start.count, isSpace(start[index]) { index += 1 }
        return start.extracting(index...).starts(with: begin.utf8)
    }
}
