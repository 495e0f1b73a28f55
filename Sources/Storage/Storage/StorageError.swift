package import Values

/// Why a location could not do what was asked.
package struct StorageError: Error, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        case notFound
        case alreadyExists
        /// The location knows us and refuses, or does not know us.
        case denied
        /// No room, or less than the location keeps free.
        case full
        /// Too much at a time; when to come back, where it was said.
        case rateLimited(retryAfter: Duration?)
        /// No connection, or one that broke.
        case unreachable
        case timeout
        /// The other side failed in a way that may pass: a 500, an I/O error.
        case failed
        /// It could not prove who it is: a certificate, a host key.
        case untrusted
        /// What came was not what the protocol or the address promises.
        case unexpected
        /// Fewer bytes came than the object, or the body, was to have.
        case cutShort
        /// More than the caller's limit.
        case tooLarge
        case badName
        /// An address or a setting that cannot work.
        case badConfiguration
        /// The location does not offer this.
        case unsupported
        case cancelled
    }

    package let kind: Kind
    /// A sentence for people, without secrets.
    package let message: String
    package let object: ObjectName?
    package let underlying: (any Error)?

    package init(
        _ kind: Kind, _ message: String, object: ObjectName? = nil, underlying: (any Error)? = nil
    ) {
        self.kind = kind
        self.message = message
        self.object = object
        self.underlying = underlying
    }

    package var description: String { message }

    package var disposition: Disposition {
        switch kind {
        case .rateLimited, .unreachable, .timeout, .failed, .cutShort: .retryable
        case .denied, .full, .untrusted, .badConfiguration: .needsOperator
        case .notFound, .alreadyExists, .unexpected, .tooLarge, .badName, .unsupported, .cancelled:
            .permanent
        }
    }
}
