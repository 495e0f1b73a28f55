package import Values

/// Why a WebSocket has failed, or was never opened.
package struct WebSocketError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable, CaseIterable {
        /// The server did not agree to a WebSocket.
        case refused
        case protocolViolation
        case messageTooLarge
        case invalidText
        /// The peer answers no ping, or takes nothing.
        case unresponsive
        /// The connection is gone, or the socket was closed on this side.
        case closed
    }

    package let kind: Kind
    package let message: String
    /// Of a refusal: the HTTP status.
    package let status: Int?

    package init(_ kind: Kind, _ message: String, status: Int? = nil) {
        self.kind = kind
        self.message = message
        self.status = status
    }

    package var description: String { message }

    /// What the peer is told before the connection ends; nil where it would not hear it.
    var closeCode: WebSocketCloseCode? {
        switch kind {
        case .protocolViolation: .protocolError
        case .messageTooLarge: .messageTooLarge
        case .invalidText: .invalidText
        case .refused, .unresponsive, .closed: nil
        }
    }

    package var disposition: Disposition {
        switch kind {
        case .unresponsive, .closed: .retryable
        case .refused, .protocolViolation, .messageTooLarge, .invalidText: .permanent
        }
    }
}
