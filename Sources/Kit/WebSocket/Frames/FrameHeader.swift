/// What kind of frame (RFC 6455 section 5.2).
enum FrameKind: UInt8, Sendable {
    case continuation = 0
    case text = 1
    case binary = 2
    case close = 8
    case ping = 9
    case pong = 10

    var isControl: Bool { rawValue >= 8 }
}

/// The head of a frame: two to fourteen bytes.
struct FrameHeader: Equatable {
    static let bytesMax = 14
    static let controlPayloadMax = 125

    var kind: FrameKind
    var isFinal: Bool
    /// Nil for an unmasked frame.
    var mask: UInt32?
    var payloadLength: Int

    /// How many bytes the head has that begins with these two.
    static func length(first: UInt8, second: UInt8) -> Int {
        let extended =
            switch second & 0x7F {
            case 126: 2
            case 127: 8
            default: 0
            }
        return 2 + extended + (second & 0x80 == 0 ? 0 : 4)
    }

    /// Reads a complete head, and refuses what the RFC forbids of any frame.
    init(_ bytes: Span<UInt8>) throws(WebSocketError) {
        let first = bytes[0]
        let second = bytes[1]
        guard first & 0x70 == 0 else {
            throw WebSocketError(.protocolViolation, "a frame has reserved bits set")
        }
        guard let kind = FrameKind(rawValue: first & 0x0F) else {
            throw WebSocketError(.protocolViolation, "a frame is of no known kind")
        }
        self.kind = kind
        isFinal = first & 0x80 != 0
        payloadLength = try Self.payloadLength(bytes, second & 0x7F)
        if kind.isControl, !isFinal || payloadLength > Self.controlPayloadMax {
            throw WebSocketError(
                .protocolViolation, "a control frame is fragmented or longer than 125 bytes")
        }
        guard second & 0x80 != 0 else { return }
        let key = Self.length(first: first, second: second) - 4
        var mask = UInt32(0)
        for index in 0..<4 { mask |= UInt32(bytes[key + index]) << UInt32(8 * index) }
        self.mask = mask
    }

    init(kind: FrameKind, isFinal: Bool = true, mask: UInt32?, payloadLength: Int) {
        self.kind = kind
        self.isFinal = isFinal
        self.mask = mask
        self.payloadLength = payloadLength
    }

    private static func payloadLength(
        _ bytes: Span<UInt8>, _ short: UInt8
    ) throws(WebSocketError) -> Int {
        guard short >= 126 else { return Int(short) }
        let count = short == 126 ? 2 : 8
        var length = UInt64(0)
        for index in 0..<count { length = length << 8 | UInt64(bytes[2 + index]) }
        // The shortest form is the only one: a second spelling would be a way past filters.
        guard length >= (short == 126 ? 126 : 65536), length <= UInt64(Int.max) else {
            throw WebSocketError(.protocolViolation, "a frame's length is not in its shortest form")
        }
        return Int(length)
    }

    /// Appends the head as it goes on the wire.
    func encode(to bytes: inout [UInt8]) {
        bytes.append((isFinal ? 0x80 : 0) | kind.rawValue)
        let masked: UInt8 = mask == nil ? 0 : 0x80
        switch payloadLength {
        case ..<126: bytes.append(masked | UInt8(payloadLength))
        case ..<65536:
            bytes.append(masked | 126)
            for shift in [8, 0] { bytes.append(UInt8(truncatingIfNeeded: payloadLength >> shift)) }
        default:
            bytes.append(masked | 127)
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: payloadLength >> shift))
            }
        }
        guard let mask else { return }
        for index in 0..<4 {
            bytes.append(UInt8(truncatingIfNeeded: mask >> UInt32(8 * index)))
        }
    }
}
