internal import Values

extension AgeStanza {
    static let scryptKind = "scrypt"
    private static let scryptSaltSize = 16
    private static let scryptLabel = Array("age-encryption.org/v1/scrypt".utf8)

    /// Wraps the file key with a passphrase, at its work factor.
    init(
        wrapping fileKey: AgeFileKey, with passphrase: AgePassphrase
    ) throws(CryptographyError) {
        let salt = SecureRandom.bytes(Self.scryptSaltSize)
        let key = try Scrypt.derive(
            from: passphrase.secret, salt: Self.scryptLabel + salt,
            workFactor: passphrase.workFactor)
        self.init(
            [Self.scryptKind, Base64.unpadded.encode(salt), String(passphrase.workFactor)],
            body: fileKey.wrapped(with: key))
    }

    func requireScrypt() throws(CryptographyError) {
        guard arguments.count == 3,
            bytes(ofArgument: 1, count: Self.scryptSaltSize) != nil, workFactor != nil,
            body.count == Self.wrappedKeySize
        else {
            throw CryptographyError(.malformed, "the age header's scrypt stanza is not well formed")
        }
    }

    /// Decimal digits without a leading zero. A number too large for any machine is given as one.
    private var workFactor: Int? {
        let digits = arguments[2].utf8
        guard digits.allSatisfy({ (48...57).contains($0) }), digits.first != 48 else { return nil }
        return Int(arguments[2]) ?? Int.max
    }

    /// Nil where it is not the passphrase. Takes as long as the stanza says, up to the limit.
    func fileKey(for passphrase: AgePassphrase) throws(CryptographyError) -> AgeFileKey? {
        guard let salt = bytes(ofArgument: 1, count: Self.scryptSaltSize), let workFactor else {
            return nil
        }
        guard workFactor <= passphrase.workFactorMax else {
            throw CryptographyError(
                .passphraseTooExpensive,
                "trying the passphrase costs 2^\(arguments[2].prefix(8)) rounds; "
                    + "the limit is 2^\(passphrase.workFactorMax)")
        }
        let key = try Scrypt.derive(
            from: passphrase.secret, salt: Self.scryptLabel + salt, workFactor: workFactor)
        return AgeFileKey(unwrapping: body, with: key)
    }
}
