package import Values

/// What went wrong between the wire and a handler.
package struct HTTPServerError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable, CaseIterable {
        /// The bytes are no HTTP/1.1 message, or one that could be read in two ways.
        case malformed
        case headTooLarge
        case targetTooLong
        case bodyTooLarge
        case unsupportedVersion
        case unsupportedMethod
        case unsupportedCoding
        case expectationFailed
        /// The client was too slow, or silent.
        case timedOut
        /// The connection is gone.
        case closed
    }

    package let kind: Kind
    package let message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    package var description: String { message }

    /// The status that tells the client.
    package var status: HTTPStatus {
        switch kind {
        case .malformed: .badRequest
        case .headTooLarge: .fieldsTooLarge
        case .targetTooLong: .uriTooLong
        case .bodyTooLarge: .contentTooLarge
        case .unsupportedVersion: .versionNotSupported
        case .unsupportedMethod, .unsupportedCoding: .notImplemented
        case .expectationFailed: .expectationFailed
        case .timedOut: .requestTimeout
        case .closed: .badRequest
        }
    }

    package var disposition: Disposition {
        switch kind {
        case .timedOut, .closed: .retryable
        default: .permanent
        }
    }
}
