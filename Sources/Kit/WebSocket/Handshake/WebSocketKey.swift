internal import Values

/// The exchange by which both sides know that the other speaks WebSocket (RFC 6455 section 4).
package enum WebSocketKey {
    /// A fresh key for a client's request.
    static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        return Base64.standard.encode(bytes)
    }

    /// Whether `key` is the Base64 of 16 bytes.
    package static func isValid(_ key: String) -> Bool {
        Base64.standard.decode(key)?.count == 16
    }

    /// What a server answers to `key`.
    package static func answer(to key: String) -> String {
        Base64.standard.encode(
            SHA1.digest(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)))
    }
}
