/// The envelope of a secret at rest:
///
///     version     1 byte    1
///     key id      8 bytes
///     length      4 bytes   of what follows the nonce, without the checksum; big endian
///     nonce      24 bytes
///     ciphertext            as long as the secret, and 16 bytes of tag
///     checksum    4 bytes   of the SHA-256 of key id, nonce and ciphertext
///
/// The cipher alone says only "no". The checksum tells a damaged envelope from one that is whole
/// and stands in the wrong place; it protects nothing, the tag does.
struct SealedValue {
    static let version: UInt8 = 1
    static let checksumSize = 4
    static let headSize = 1 + KeyID.byteCount + 4
    static let byteCountMin =
        headSize + XChaCha20Poly1305.nonceSize + XChaCha20Poly1305.tagSize + checksumSize

    let keyID: KeyID
    let nonce: [UInt8]
    let ciphertext: ArraySlice<UInt8>

    /// What the cipher authenticates beside the secret.
    static func associatedData(keyID: KeyID, context: [UInt8]) -> [UInt8] {
        [version] + keyID.bytes + context
    }

    static func seal(_ secret: Secret, key: SealingKey, context: [UInt8]) -> [UInt8] {
        let length = secret.count + XChaCha20Poly1305.tagSize
        let nonce = SecureRandom.bytes(XChaCha20Poly1305.nonceSize)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCountMin + secret.count)
        bytes.append(version)
        bytes.append(contentsOf: key.id.bytes)
        for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: length >> shift)) }
        bytes.append(contentsOf: nonce)
        XChaCha20Poly1305.seal(
            secret, key: key.secret, nonce: nonce,
            context: associatedData(keyID: key.id, context: context), into: &bytes)
        bytes.append(contentsOf: checksum(of: bytes[...]))
        return bytes
    }

    /// Takes the envelope apart and says precisely what is wrong with it.
    init(parsing bytes: [UInt8]) throws(CryptographyError) {
        guard let version = bytes.first else {
            throw CryptographyError(.truncated, "the sealed value is empty")
        }
        guard bytes.count >= Self.byteCountMin else {
            throw CryptographyError(
                .truncated, "the sealed value ends after \(bytes.count) bytes")
        }
        let isIntact =
            Self.checksum(of: bytes.dropLast(Self.checksumSize))
            == Array(bytes.suffix(Self.checksumSize))
        guard isIntact || version == Self.version else {
            throw CryptographyError(
                .unsupported, "the sealed value is of version \(version), which is not known here")
        }
        let declared = bytes[(1 + KeyID.byteCount)..<Self.headSize].reduce(0) { $0 << 8 | Int($1) }
        let missing = declared + Self.byteCountMin - XChaCha20Poly1305.tagSize - bytes.count
        if !isIntact, missing > 0 {
            throw CryptographyError(
                .truncated, "the sealed value is \(missing) bytes shorter than it was written")
        }
        guard isIntact, missing == 0, version == Self.version,
            let keyID = KeyID(bytes: bytes[1...KeyID.byteCount])
        else {
            throw CryptographyError(.damaged, "the sealed value is damaged")
        }
        self.keyID = keyID
        let body = bytes[Self.headSize...].dropLast(Self.checksumSize)
        nonce = Array(body.prefix(XChaCha20Poly1305.nonceSize))
        ciphertext = body.dropFirst(XChaCha20Poly1305.nonceSize)
    }

    func open(key: SealingKey, context: [UInt8]) throws(CryptographyError) -> Secret {
        let secret = XChaCha20Poly1305.open(
            ciphertext, key: key.secret, nonce: nonce,
            context: Self.associatedData(keyID: keyID, context: context))
        guard let secret else {
            throw CryptographyError(
                .wrongContext, "the sealed value is whole but was sealed for another record")
        }
        return secret
    }

    /// Of everything but version and length, whose damage then shows as itself.
    private static func checksum(of bytes: ArraySlice<UInt8>) -> [UInt8] {
        let content = bytes.dropFirst(headSize)
        var hasher = SHA256()
        hasher.update(Array(bytes.dropFirst().prefix(KeyID.byteCount)))
        hasher.update(content.span)
        return Array(hasher.finish().bytes.prefix(checksumSize))
    }
}
