/// An X25519 public key that age files are encrypted to, written `age1…`.
package struct AgeRecipient: Hashable, Sendable, CustomStringConvertible {
    static let prefix = "age"

    let bytes: [UInt8]

    init(trusted bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads `age1…`, in one case, with a right checksum.
    package init(_ text: some StringProtocol) throws(CryptographyError) {
        let letters = Array(text.utf8)
        guard let key = Bech32.decode(letters.span, prefix: Self.prefix),
            key.count == X25519.keySize
        else {
            let isOther = letters.starts(with: "age1".utf8) && letters.count > 70
            throw isOther
                ? CryptographyError(.unsupported, "this kind of age recipient is not supported")
                : CryptographyError(.malformed, "the text is not an age recipient (age1…)")
        }
        bytes = key.withBytes { [UInt8](copying: $0) }
    }

    package var description: String {
        let text = Bech32.encode(Secret(copying: bytes.span), prefix: Self.prefix)
        return text.withBytes { $0.text }
    }
}
