internal import Host
package import Values

/// A connection that could not be made or has failed.
package struct TransportError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable, CaseIterable {
        /// Another server holds the port or the path.
        case addressInUse
        /// The address cannot be listened on: not ours, or not allowed.
        case addressUnusable
        case nameUnknown
        case unreachable
        /// The other side ended the connection, or nobody is there.
        case closed
        case timedOut
        /// The handshake or a record of TLS failed.
        case tls
        /// The peer's certificate is not one we trust.
        case untrusted
        /// A certificate, key or pin of ours cannot be used.
        case badCertificate
    }

    package let kind: Kind
    package let message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    static let closed = TransportError(.closed, "the connection is closed")
    static let timedOut = TransportError(.timedOut, "the other side took too long")

    init(_ error: SystemError, kind: Kind = .closed) {
        self.init(kind, error.description)
    }

    package var description: String { message }

    package var disposition: Disposition {
        switch kind {
        case .nameUnknown, .unreachable, .closed, .timedOut, .tls: .retryable
        case .addressInUse, .addressUnusable, .untrusted, .badCertificate: .needsOperator
        }
    }
}
