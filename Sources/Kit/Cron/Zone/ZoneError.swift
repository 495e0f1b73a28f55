package import Values

/// Why a time zone is not available, in one sentence.
package struct ZoneError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        /// The name is not written as zones' names are.
        case badName
        /// There is no such zone on this machine.
        case unknown
        /// The zone's file is not what RFC 9636 says.
        case damaged
        /// The zone's file could not be read.
        case unreadable
    }

    package let kind: Kind
    package let message: String

    init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    package var description: String { message }

    package var disposition: Disposition {
        switch kind {
        case .badName, .unknown: .permanent
        case .damaged, .unreadable: .needsOperator
        }
    }
}
