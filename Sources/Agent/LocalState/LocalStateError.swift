/// Why a machine cannot use what it knows by itself.
package struct LocalStateError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        case noHome
        case badName
        /// A key or a vault of that name is there already.
        case alreadyExists
        case notFound
        /// A file of the state is not what was written there.
        case damaged
        /// Another command is at it.
        case busy
        /// Only a passphrase opens the key.
        case passphraseMissing
        case wrongPassphrase
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
