package import Cryptography
package import JSON

// How keys are written in vaults and in what a machine remembers of them.

extension Schema<KeyName> {
    package static let keyName = Schema.string(
        format: nil, expected: "a name of letters, digits, - and _", parse: { KeyName($0) },
        print: \.text)
}

extension Schema<AgeRecipient> {
    package static let ageRecipient = Schema.string(
        format: nil, expected: "an age recipient (age1…)",
        // The words above say as much as the error would.
        parse: { try? AgeRecipient($0) }, print: \.description)
}

extension Schema<VerifyingKey> {
    package static let verifyingKey = Schema.converted(
        .bytes(VerifyingKey.byteCount),
        { bytes in
            guard let key = VerifyingKey(bytes: bytes) else {
                throw Violation.Reason.wrongFormat(expected: "an Ed25519 key in base 64")
            }
            return key
        }, back: \.bytes)
}
