package import Cryptography
package import Engine

/// What a person brought to open vaults with, besides the keys of this machine.
package struct BroughtKeys: Sendable {
    /// To whom backups are to be readable.
    package var recipients: [AgeRecipient]
    /// The same by the names of keys of this machine.
    package var keyNames: [KeyName]
    package var identities: [AgeIdentity]
    /// nil when none was given. It is asked for at most once.
    package var passphrase: Passphrase

    package init(
        recipients: [AgeRecipient] = [], keyNames: [KeyName] = [], identities: [AgeIdentity] = [],
        passphrase: Passphrase = .none
    ) {
        self.recipients = recipients
        self.keyNames = keyNames
        self.identities = identities
        self.passphrase = passphrase
    }
}

/// A passphrase that may have to be asked for.
package enum Passphrase: Sendable {
    case none
    case given(Secret)
    /// Asks a person; nil where there is nobody to ask.
    case asking(@Sendable (String) throws -> Secret?)

    package var isGiven: Bool {
        if case .given = self { return true }
        return false
    }

    /// - Parameter question: What is asked for, as in `Passphrase of the vault`.
    func secret(_ question: String) throws -> Secret? {
        switch self {
        case .none: nil
        case .given(let secret): secret
        case .asking(let ask): try ask(question)
        }
    }

    /// The same for a passphrase that nobody has yet: whoever is asked for it is asked twice, since
    /// what he mistypes opens nothing he has.
    package func newSecret(_ question: String) throws -> Secret? {
        let secret = try secret(question)
        guard let secret, case .asking(let ask) = self else { return secret }
        guard let again = try ask("The same again: "), again == secret else {
            throw StandAloneError(
                .passphrasesDiffer, "the two passphrases differ; nothing was made")
        }
        return secret
    }
}
