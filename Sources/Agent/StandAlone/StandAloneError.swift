/// Why a command of a machine without a hub cannot go on.
package struct StandAloneError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// Neither recipient nor passphrase, and no leave to go without.
        case noEncryptionChosen
        /// Nothing here opens it.
        case keyMissing
        /// This machine has not met the vault, or another one was there before.
        case unknownVault
        /// What was given contradicts the vault.
        case contradiction
        /// A new one was not typed twice as the same.
        case passphrasesDiffer
        case noSuchSnapshot
        /// It is there and cannot be read.
        case damagedSnapshot
        case ambiguousSnapshot
        case unsupported
    }

    package let kind: Kind
    package let message: String
    package let hint: String?

    package init(_ kind: Kind, _ message: String, hint: String? = nil) {
        self.kind = kind
        self.message = message
        self.hint = hint
    }

    package var description: String { message }
}
