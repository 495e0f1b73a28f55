/// The X25519 private key that opens what was encrypted to its recipient, written
/// `AGE-SECRET-KEY-1…`.
package struct AgeIdentity: Sendable {
    static let prefix = "age-secret-key-"
    /// A file of identities holds a handful; this is room for a few hundred and their comments.
    static let fileSizeMax = 64 << 10

    let secret: Secret
    package let recipient: AgeRecipient

    private init(secret: Secret) {
        self.secret = secret
        recipient = AgeRecipient(trusted: X25519.publicKey(of: secret))
    }

    package static func random() -> AgeIdentity {
        AgeIdentity(secret: .random(count: X25519.keySize))
    }

    /// Reads `AGE-SECRET-KEY-1…`, in one case, with a right checksum.
    package init(_ text: Secret) throws(CryptographyError) {
        self = try text.withBytes { text throws(CryptographyError) in
            try AgeIdentity(letters: text)
        }
    }

    private init(letters: Span<UInt8>) throws(CryptographyError) {
        guard let secret = Bech32.decode(letters, prefix: Self.prefix),
            secret.count == X25519.keySize
        else {
            throw CryptographyError(
                .malformed, "the text is not an age identity (AGE-SECRET-KEY-1…)")
        }
        self.init(secret: secret)
    }

    /// The text that `init` reads, in upper case as is the custom.
    package var encoded: Secret {
        let text = Bech32.encode(secret, prefix: Self.prefix)
        return text.withBytes { letters in
            unsafe Secret(count: letters.count) { upper in
                for index in letters.indices {
                    let isLower = letters[index] >= UInt8(ascii: "a")
                    unsafe upper[index] = isLower ? letters[index] - 32 : letters[index]
                }
            }
        }
    }

    /// Reads a file as `age-keygen` writes it: one identity a line, empty lines and comments
    /// skipped, at least one identity.
    package static func parse(file: Secret) throws(CryptographyError) -> [AgeIdentity] {
        guard file.count <= fileSizeMax else {
            throw CryptographyError(.malformed, "the identity file is too large to be one")
        }
        let identities = try file.withBytes { text throws(CryptographyError) in
            try parse(lines: text)
        }
        guard !identities.isEmpty else {
            throw CryptographyError(.malformed, "the identity file holds no identity")
        }
        return identities
    }

    private static func parse(lines text: Span<UInt8>) throws(CryptographyError) -> [AgeIdentity] {
        var identities: [AgeIdentity] = []
        var number = 0
        var position = 0
        while position < text.count {
            number += 1
            let start = position
            while position < text.count, text[position] != UInt8(ascii: "\n") { position += 1 }
            var end = position
            if end > start, text[end - 1] == UInt8(ascii: "\r") { end -= 1 }
            position += 1
            guard end > start, text[start] != UInt8(ascii: "#") else { continue }
            // The reason would say less than the line's number.
            guard let identity = try? AgeIdentity(letters: text.extracting(start..<end)) else {
                throw CryptographyError(
                    .malformed, "line \(number) of the identity file is not an age identity")
            }
            identities.append(identity)
        }
        return identities
    }
}
