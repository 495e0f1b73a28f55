package import Cryptography
package import Engine
internal import JSON

/// Somebody who can read what is encrypted to him, and what people call his key.
package struct NamedRecipient: Hashable, Sendable {
    package let name: KeyName
    package let recipient: AgeRecipient

    package init(name: KeyName, recipient: AgeRecipient) {
        self.name = name
        self.recipient = recipient
    }
}

extension Schema<NamedRecipient> {
    static let recipient = Schema.object(
        "ArchiveRecipient", "Who can read.",
        Field("name", \.name, .keyName),
        Field("recipient", \.recipient, .ageRecipient)
    ) { NamedRecipient(name: $0, recipient: $1) }
}

extension Schema<KeyName> {
    static let keyName = Schema.string(
        format: nil, expected: "a name of letters, digits, - and _", parse: { KeyName($0) },
        print: \.text)
}

extension Schema<AgeRecipient> {
    static let ageRecipient = Schema.string(
        format: nil, expected: "an age recipient (age1…)",
        // The words above say as much as the error would.
        parse: { try? AgeRecipient($0) }, print: \.description)
}
