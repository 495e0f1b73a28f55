/// Why a WebSocket is closed (RFC 6455 section 7.4).
package struct WebSocketCloseCode: Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UInt16

    /// A code that may be sent: one of the registered ones, or 3000 to 4999.
    package init?(_ code: UInt16) {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: rawValue = code
        default: return nil
        }
    }

    /// 1005, 1006 and 1015 stand for what never was on the wire, so nobody may send them.
    init?(received code: UInt16) {
        self.init(code)
    }

    private init(known: UInt16) {
        rawValue = known
    }

    package static let normal = WebSocketCloseCode(known: 1000)
    package static let goingAway = WebSocketCloseCode(known: 1001)
    package static let protocolError = WebSocketCloseCode(known: 1002)
    package static let unsupportedMessage = WebSocketCloseCode(known: 1003)
    package static let invalidText = WebSocketCloseCode(known: 1007)
    package static let policyViolation = WebSocketCloseCode(known: 1008)
    package static let messageTooLarge = WebSocketCloseCode(known: 1009)
    package static let internalError = WebSocketCloseCode(known: 1011)

    package var description: String { String(rawValue) }
}

extension WebSocketCloseCode {
    /// What a closing frame carries: the code, and of the reason as much as there is room for, cut
    /// between characters.
    func payload(reason: String) -> [UInt8] {
        var bytes = [UInt8(rawValue >> 8), UInt8(truncatingIfNeeded: rawValue)]
        for character in reason.unicodeScalars {
            let encoded = Array(String(character).utf8)
            guard bytes.count + encoded.count <= FrameHeader.controlPayloadMax else { break }
            bytes += encoded
        }
        return bytes
    }
}
