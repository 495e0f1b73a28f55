/// Makes messages of the bytes one side of a WebSocket receives. It does no I/O and keeps nothing
/// but the message in progress, so a silent socket needs no buffer.
struct FrameDecoder {
    enum Event: Equatable {
        case message(WebSocketMessage)
        case ping([UInt8])
        case pong([UInt8])
        case close(WebSocketCloseCode?, reason: String)
    }

    /// Masked frames are what a server must get and a client must not (RFC 6455 section 5.1).
    private let expectsMasks: Bool
    private let messageBytesMax: Int

    private var head = [14 of UInt8](repeating: 0)
    private var headCount = 0
    private var frame: FrameHeader?
    private var frameReceived = 0
    /// Of the frame in progress when it is a control frame.
    private var control: [UInt8] = []
    /// The message in progress, over all its fragments.
    private var message: [UInt8] = []
    private var messageKind: FrameKind?
    private var validator = UTF8Validator()

    init(expectsMasks: Bool, messageBytesMax: Int) {
        self.expectsMasks = expectsMasks
        self.messageBytesMax = messageBytesMax
    }

    /// Whether nothing of a next frame or message has come.
    var isAtRest: Bool { headCount == 0 && frame == nil && messageKind == nil }

    /// Takes bytes from `position` on, which it moves; nil when it has taken all and needs more.
    mutating func next(
        _ input: Span<UInt8>, from position: inout Int
    ) throws(WebSocketError) -> Event? {
        while true {
            if frame == nil {
                guard try readHead(input, &position) else { return nil }
            }
            guard let frame else { return nil }
            try readPayload(of: frame, input, &position)
            guard frameReceived == frame.payloadLength else { return nil }
            self.frame = nil
            if let event = try finish(frame) { return event }
        }
    }

    private mutating func readHead(
        _ input: Span<UInt8>, _ position: inout Int
    ) throws(WebSocketError) -> Bool {
        while position < input.count {
            head[headCount] = input[position]
            headCount += 1
            position += 1
            guard headCount >= 2 else { continue }
            guard headCount == FrameHeader.length(first: head[0], second: head[1]) else { continue }
            let header = try FrameHeader(head.span)
            headCount = 0
            try begin(header)
            return true
        }
        return false
    }

    private mutating func begin(_ header: FrameHeader) throws(WebSocketError) {
        guard (header.mask != nil) == expectsMasks else {
            throw WebSocketError(
                .protocolViolation, expectsMasks ? "a frame is not masked" : "a frame is masked")
        }
        switch header.kind {
        case .text, .binary:
            guard messageKind == nil else {
                throw WebSocketError(.protocolViolation, "a message begins inside another")
            }
            messageKind = header.kind
            validator = UTF8Validator()
        case .continuation:
            guard messageKind != nil else {
                throw WebSocketError(.protocolViolation, "a message goes on that never began")
            }
        case .close, .ping, .pong: break
        }
        guard header.kind.isControl || header.payloadLength <= messageBytesMax - message.count
        else {
            throw WebSocketError(
                .messageTooLarge, "a message is larger than \(messageBytesMax) bytes")
        }
        frame = header
        frameReceived = 0
    }

    private mutating func readPayload(
        of frame: FrameHeader, _ input: Span<UInt8>, _ position: inout Int
    ) throws(WebSocketError) {
        let count = min(frame.payloadLength - frameReceived, input.count - position)
        guard count > 0 else { return }
        let piece = input.extracting(position..<position + count)
        if frame.kind.isControl {
            Self.append(piece, to: &control, unmasking: frame.mask, phase: frameReceived)
        } else {
            // A sender who says much and sends little shall not make us set memory aside.
            let start = message.count
            Self.append(piece, to: &message, unmasking: frame.mask, phase: frameReceived)
            if messageKind == .text { try validate(from: start) }
        }
        position += count
        frameReceived += count
    }

    private mutating func validate(from start: Int) throws(WebSocketError) {
        var validator = validator
        guard validator.accepts(message.span.extracting(start..<message.count)) else {
            throw WebSocketError(.invalidText, "a text message is not UTF-8")
        }
        self.validator = validator
    }

    private static func append(
        _ piece: Span<UInt8>, to bytes: inout [UInt8], unmasking mask: UInt32?, phase: Int
    ) {
        let start = bytes.count
        unsafe piece.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
        if let mask { Masking.apply(mask, phase: phase, to: &bytes, from: start) }
    }

    private mutating func finish(_ frame: FrameHeader) throws(WebSocketError) -> Event? {
        if frame.kind.isControl {
            let payload = control
            control = []
            switch frame.kind {
            case .ping: return .ping(payload)
            case .pong: return .pong(payload)
            default: return try Self.close(payload)
            }
        }
        guard frame.isFinal, let kind = messageKind else { return nil }
        let bytes = message
        message = []
        messageKind = nil
        guard kind == .text else { return .message(.binary(bytes)) }
        guard validator.isAtBoundary else {
            throw WebSocketError(.invalidText, "a text message ends inside a character")
        }
        return .message(.text(String(decoding: bytes, as: UTF8.self)))
    }

    private static func close(_ payload: [UInt8]) throws(WebSocketError) -> Event {
        guard !payload.isEmpty else { return .close(nil, reason: "") }
        guard payload.count >= 2,
            let code = WebSocketCloseCode(
                received: UInt16(payload[0]) << 8 | UInt16(payload[1]))
        else {
            throw WebSocketError(.protocolViolation, "a close frame has no valid code")
        }
        guard let reason = String(validating: payload[2...], as: UTF8.self) else {
            throw WebSocketError(.invalidText, "a reason for closing is not UTF-8")
        }
        return .close(code, reason: reason)
    }
}
