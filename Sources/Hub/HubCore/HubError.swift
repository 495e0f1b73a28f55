package import Values

/// Why the hub cannot start or cannot do what was asked. What the store, a file or a key says for
/// itself is passed on as it is.
package struct HubError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable, CaseIterable {
        /// The data folder is not one, or others can read it.
        case dataFolder
        /// The store holds sealed values and the key that opens them is gone or damaged.
        case masterKey
        /// What was asked for would send passwords over a network in the clear.
        case insecure
        /// Another program has the address or the port.
        case addressInUse
        /// The disk has no room for the store to work in.
        case diskFull
        /// The machine's clock has gone back.
        case clock
        /// More work of this kind is waiting than the hub takes on.
        case overloaded
        /// A signature that is not by the key it should be by.
        case untrusted
        /// A backup of a hub that is none, or is damaged, or does not belong to this.
        case backup
    }

    package let kind: Kind
    package let message: String
    /// What to do about it.
    package let hint: String?

    package init(_ kind: Kind, _ message: String, hint: String? = nil) {
        self.kind = kind
        self.message = message
        self.hint = hint
    }

    package var description: String { message }

    package var disposition: Disposition {
        switch kind {
        case .dataFolder, .masterKey, .insecure, .addressInUse, .diskFull, .clock, .backup:
            .needsOperator
        case .overloaded: .retryable
        case .untrusted: .permanent
        }
    }
}

extension HubError {
    static let wrongSignature = HubError(
        .untrusted, "this is not signed by the key that it names")
}
