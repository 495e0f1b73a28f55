package import Cryptography
package import JSON

/// Somebody who can read what is encrypted to him, and what people call his key.
package struct NamedRecipient: Hashable, Sendable {
    package let name: KeyName
    package let recipient: AgeRecipient

    package init(name: KeyName, recipient: AgeRecipient) {
        self.name = name
        self.recipient = recipient
    }
}

extension NamedRecipient: JSONCoded {
    package static let schema = Schema<NamedRecipient>.object(
        "Recipient", "Who can read.",
        Field("name", \.name, .keyName),
        Field("recipient", \.recipient, .ageRecipient)
    ) { NamedRecipient(name: $0, recipient: $1) }
}
