internal import Values

extension AgeStanza {
    static let x25519Kind = "X25519"
    private static let x25519Info = Array("age-encryption.org/v1/X25519".utf8)

    /// Wraps the file key for one recipient, under a key pair made for this stanza alone.
    init(
        wrapping fileKey: AgeFileKey, for recipient: AgeRecipient
    ) throws(CryptographyError) {
        let ephemeral = Secret.random(count: X25519.keySize)
        let share = X25519.publicKey(of: ephemeral)
        guard let shared = X25519.sharedSecret(of: ephemeral, with: recipient.bytes) else {
            throw CryptographyError(
                .malformed, "the age recipient \(recipient) is not a usable key")
        }
        let key = HKDF.derive(
            from: shared, salt: share + recipient.bytes, info: Self.x25519Info)
        self.init(
            [Self.x25519Kind, Base64.unpadded.encode(share)], body: fileKey.wrapped(with: key))
    }

    func requireX25519() throws(CryptographyError) {
        guard arguments.count == 2, bytes(ofArgument: 1, count: X25519.keySize) != nil,
            body.count == Self.wrappedKeySize
        else {
            throw CryptographyError(.malformed, "the age header's X25519 stanza is not well formed")
        }
    }

    /// Nil where the stanza is for somebody else.
    func fileKey(for identity: AgeIdentity) throws(CryptographyError) -> AgeFileKey? {
        guard let share = bytes(ofArgument: 1, count: X25519.keySize),
            let shared = X25519.sharedSecret(of: identity.secret, with: share)
        else {
            throw CryptographyError(
                .malformed, "the age header's X25519 stanza holds a point that is no key")
        }
        let key = HKDF.derive(
            from: shared, salt: share + identity.recipient.bytes, info: Self.x25519Info)
        return AgeFileKey(unwrapping: body, with: key)
    }
}
