extension AgeIdentity {
    /// The identity under a passphrase: an age file as `age -p` makes it, which `age -i` opens.
    /// Stretches the passphrase, which takes about a second.
    package func sealed(with passphrase: AgePassphrase) throws(CryptographyError) -> [UInt8] {
        var encryptor = try AgeEncryptor(with: passphrase)
        var file: [UInt8] = []
        encoded.withBytes { encryptor.update($0, into: &file) }
        encryptor.update([UInt8(ascii: "\n")], into: &file)
        encryptor.finish(into: &file)
        return file
    }

    /// Opens what `sealed` made, or `age -p` from a file of identities.
    /// - Throws: `.wrongKey` where the passphrase does not open it.
    package static func unseal(
        _ file: [UInt8], with passphrase: AgePassphrase
    ) throws(CryptographyError) -> [AgeIdentity] {
        var decryptor = AgeDecryptor(.passphrase(passphrase))
        var plain: [UInt8] = []
        try decryptor.update(file, into: &plain)
        try decryptor.finish(into: &plain)
        return try parse(file: Secret(taking: &plain))
    }
}
