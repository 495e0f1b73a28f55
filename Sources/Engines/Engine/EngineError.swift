package import Values

/// Why an engine could not do what was asked.
package struct EngineError: Error, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// There is no vault at the location: a disk that is not mounted, an address mistyped.
        case noVault
        /// There is a vault, and not the one that was expected.
        case foreignVault
        /// A vault, or files that are none of ours, are where one should be made.
        case occupied
        case noSuchSnapshot
        case noSuchEntry
        /// The passphrase, the identity or the key opens nothing here.
        case wrongKey
        /// A key is needed and none was given.
        case keyMissing
        /// Not what was written: a hash, a signature or a tag does not match.
        case damaged
        /// Signed by somebody else.
        case foreignSignature
        /// Written by a later version.
        case tooNew
        /// The source could not be read, or had issues that its policy does not allow.
        case source
        /// The location failed; its own error is underneath.
        case storage
        /// Another process works on the same thing.
        case locked
        /// Something here, not in the vault: no room for the spool, a journal that cannot be read.
        case local
        case cancelled
    }

    package let kind: Kind
    /// A sentence for people, without secrets.
    package let message: String
    package let underlying: (any Error)?
    package let disposition: Disposition

    package init(
        _ kind: Kind, _ message: String, underlying: (any Error)? = nil,
        disposition: Disposition? = nil
    ) {
        self.kind = kind
        self.message = message
        self.underlying = underlying
        self.disposition = disposition ?? Self.disposition(of: kind)
    }

    package var description: String { message }

    private static func disposition(of kind: Kind) -> Disposition {
        switch kind {
        case .locked: .retryable
        case .noVault, .foreignVault, .occupied, .wrongKey, .keyMissing, .tooNew, .source, .local:
            .needsOperator
        case .noSuchSnapshot, .noSuchEntry, .damaged, .foreignSignature, .storage, .cancelled:
            .permanent
        }
    }
}
