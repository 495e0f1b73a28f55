package import Values

/// Why something could not be sealed, opened, signed or read. The message is one sentence that is
/// fit for a user and holds no secret.
package struct CryptographyError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// None of the given keys or passphrases opens it.
        case wrongKey
        /// It names a key that the keyring does not hold.
        case unknownKey
        /// It is whole, and was sealed for another place than the one it was found in.
        case wrongContext
        /// Its bytes are not those that were written.
        case damaged
        /// Its end is missing.
        case truncated
        /// It was never of this format.
        case malformed
        /// It is of a version or kind that this program does not know.
        case unsupported
        /// Trying the passphrase would cost more work or memory than is allowed.
        case passphraseTooExpensive
        /// The machine could not give the memory that was asked for.
        case outOfMemory
    }

    package let kind: Kind
    package let message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    package var description: String { message }

    package var disposition: Disposition {
        switch kind {
        case .outOfMemory: .retryable
        case .wrongKey, .unknownKey, .passphraseTooExpensive: .needsOperator
        case .wrongContext, .damaged, .truncated, .malformed, .unsupported: .permanent
        }
    }
}
