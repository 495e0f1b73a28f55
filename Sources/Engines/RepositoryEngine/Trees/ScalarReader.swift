/// Goes through bytes that should be UTF-8, scalar by scalar. A byte that begins no scalar is one
/// wrong byte, and the next one gets its own chance.
struct ScalarReader {
    enum Piece {
        case scalar(UInt32)
        case wrongByte(UInt8)
    }

    /// The piece at `start`, and how many bytes it has.
    static func piece(in bytes: Span<UInt8>, at start: Int) -> (piece: Piece, count: Int) {
        let first = bytes[start]
        let (count, low, high) = bounds(of: first)
        let wrong = (piece: Piece.wrongByte(first), count: 1)
        guard count > 0, start + count <= bytes.count else { return wrong }
        if count == 1 { return (.scalar(UInt32(first)), 1) }
        var value = UInt32(first) & (0x7F >> UInt32(count))
        for index in 1..<count {
            let byte = bytes[start + index]
            let range = index == 1 ? low...high : 0x80...0xBF
            guard range.contains(byte) else { return wrong }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        return (.scalar(value), count)
    }

    static func isUTF8(_ bytes: Span<UInt8>) -> Bool {
        var index = 0
        while index < bytes.count {
            let (piece, count) = piece(in: bytes, at: index)
            if case .wrongByte = piece { return false }
            index += count
        }
        return true
    }

    /// How many bytes follow from the first one, and between which the second has to be: neither
    /// overlong forms nor surrogates are scalars. 0 bytes for one that begins nothing.
    private static func bounds(of first: UInt8) -> (count: Int, low: UInt8, high: UInt8) {
        switch first {
        case 0..<0x80: (1, 0, 0)
        case 0xC2...0xDF: (2, 0x80, 0xBF)
        case 0xE0: (3, 0xA0, 0xBF)
        case 0xE1...0xEC, 0xEE, 0xEF: (3, 0x80, 0xBF)
        case 0xED: (3, 0x80, 0x9F)
        case 0xF0: (4, 0x90, 0xBF)
        case 0xF1...0xF3: (4, 0x80, 0xBF)
        case 0xF4: (4, 0x80, 0x8F)
        default: (0, 0, 0)
        }
    }
}
