/// The 128 bits that one age file is encrypted with. Whoever has them can read that file, and no
/// other: handing them over gives away one file without giving away an identity.
package struct AgeFileKey: Sendable, Equatable {
    package static let byteCount = 16

    package let secret: Secret

    /// A fresh key for one new file. It must never serve for a second one.
    package static func random() -> AgeFileKey {
        AgeFileKey(trusted: .random(count: byteCount))
    }

    /// A key that was handed over; nil unless it has 16 bytes.
    package init?(_ secret: Secret) {
        guard secret.count == Self.byteCount else { return nil }
        self.secret = secret
    }

    private init(trusted secret: Secret) {
        self.secret = secret
    }

    /// The code that seals a header's text up to and with its `---`.
    func headerCode(of text: [UInt8]) -> SHA256Digest {
        let key = HKDF.derive(from: secret, info: Array("header".utf8))
        return HMACSHA256.code(key: key, message: text)
    }

    func payloadKey(nonce: [UInt8]) -> Secret {
        HKDF.derive(from: secret, salt: nonce, info: Array("payload".utf8))
    }

    /// Sealed under a key that seals nothing else, which is why the nonce may be zero.
    func wrapped(with key: Secret) -> [UInt8] {
        var cipher = ChaCha20Poly1305(key: key, .sealing)
        var body: [UInt8] = []
        secret.withBytes { cipher.seal($0, nonce: .zero, into: &body) }
        return body
    }

    /// Nil where `key` is not the one it was wrapped with.
    init?(unwrapping body: [UInt8], with key: Secret) {
        var cipher = ChaCha20Poly1305(key: key, .opening)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount + 1)
        guard cipher.open(body.span, nonce: .zero, into: &bytes) else { return nil }
        self.init(Secret(taking: &bytes))
    }
}
