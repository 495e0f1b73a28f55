package import Values

/// Why a request has no useful response.
package struct ClientError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// 401, 403, 407: who we are, or what we may do.
        case auth
        /// 404, 410.
        case notFound
        /// 409, 412, 428: somebody else was there, or a condition does not hold.
        case conflict
        /// 429, and 503 with a time to come back.
        case rateLimited(retryAfter: Duration?)
        /// 507, 413: no room for what we sent.
        case storageFull
        /// Any other 5xx.
        case server
        /// Any other status that was not wanted.
        case rejected
        /// No connection, or one that broke.
        case network
        case timeout
        /// The server could not prove who it is.
        case tls
        /// The server's certificate has none of the pins.
        case pin
        /// What came was no HTTP as we know it.
        case protocolViolation
        case cancelled
        /// More than the caller's limit.
        case tooLarge
        /// The request itself is wrong: no URL, a line break in a header, a body of another length.
        case badRequest
    }

    package let kind: Kind
    package let message: String
    /// Of the response, where there was one.
    package let status: Int?

    package init(_ kind: Kind, _ message: String, status: Int? = nil) {
        self.kind = kind
        self.message = message
        self.status = status
    }

    package var description: String { message }

    package var disposition: Disposition {
        switch kind {
        case .rateLimited, .server, .network, .timeout: .retryable
        case .auth, .storageFull, .tls, .pin: .needsOperator
        case .notFound, .conflict, .rejected, .protocolViolation, .cancelled, .tooLarge,
            .badRequest:
            .permanent
        }
    }
}

extension ClientError.Kind {
    /// The one table from status to kind; nil for success.
    init?(status: Int, retryAfter: Duration?) {
        switch status {
        case 200..<300: return nil
        case 401, 403, 407: self = .auth
        case 404, 410: self = .notFound
        case 409, 412, 428: self = .conflict
        case 429: self = .rateLimited(retryAfter: retryAfter)
        case 503 where retryAfter != nil: self = .rateLimited(retryAfter: retryAfter)
        case 408, 504: self = .timeout
        case 413, 507: self = .storageFull
        case 500..<600: self = .server
        default: self = .rejected
        }
    }
}
