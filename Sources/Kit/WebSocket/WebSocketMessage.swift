/// What one side sends the other: text, which is UTF-8 by contract, or bytes.
package enum WebSocketMessage: Hashable, Sendable {
    case text(String)
    case binary([UInt8])
}
