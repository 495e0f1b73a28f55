package import HTTPClient
package import Storage

/// From what HTTP says to what the port says: one table for failures without a response and one
/// for statuses.
package enum HTTPFailure {
    package static func kind(of error: ClientError) -> StorageError.Kind {
        if let status = error.status { return kind(ofStatus: status) }
        return switch error.kind {
        case .network: .unreachable
        case .timeout: .timeout
        case .tls, .pin: .untrusted
        case .cancelled: .cancelled
        case .tooLarge: .tooLarge
        case .badRequest: .badConfiguration
        case .server: .failed
        case .auth: .denied
        case .notFound: .notFound
        case .storageFull: .full
        case .rateLimited(let after): .rateLimited(retryAfter: after)
        case .protocolViolation, .rejected, .conflict: .unexpected
        }
    }

    /// What a status means that the protocol on top has no better word for.
    package static func kind(
        ofStatus status: Int, retryAfter: Duration? = nil
    ) -> StorageError.Kind {
        switch status {
        case 300..<400: .badConfiguration
        case 401, 403, 407: .denied
        case 404, 410: .notFound
        case 405, 501: .unsupported
        case 408, 504: .timeout
        case 413: .tooLarge
        // Locked, or in conflict with what another is doing now.
        case 409, 423: .failed
        case 429: .rateLimited(retryAfter: retryAfter)
        case 503 where retryAfter != nil: .rateLimited(retryAfter: retryAfter)
        case 507: .full
        case 500..<600: .failed
        default: .unexpected
        }
    }

    /// The sentence's end.
    static func words(for status: Int) -> String {
        switch status {
        case 401: "it does not accept the credentials"
        case 403: "it does not allow this"
        case 404, 410: "there is nothing at this address"
        case 405, 501: "it does not offer this"
        case 407: "the proxy asks for credentials"
        case 408, 504: "it took too long"
        case 413: "the object is larger than it takes"
        case 423: "somebody has locked it"
        case 429: "it is asked too often"
        case 507: "it has no room left"
        case 500..<600: "it has failed"
        default: "this was not expected"
        }
    }
}
