// docs/formats/keypack.md

package import Cryptography
internal import Host
package import Values

/// The master key on its way to a safe place: the keyring's own file under a passphrase, which
/// stock `age -d` opens as well.
package enum Keypack {
    /// As long as a person can remember, and longer than a machine guesses.
    package static let passphraseMin = 12
    /// The largest keyring with what age puts around it.
    package static let sizeMax = ByteCount(Keyring.encodedSizeMax + 4096)

    /// Seals a keyring. Stretches the passphrase, which takes about a second.
    package static func seal(
        _ keyring: Keyring, with passphrase: Secret
    ) throws -> [UInt8] {
        guard passphrase.count >= passphraseMin else {
            throw HubError(
                .masterKey, "the passphrase of a keypack has \(passphraseMin) bytes or more")
        }
        var encryptor = try AgeEncryptor(with: AgePassphrase(passphrase))
        var file: [UInt8] = []
        keyring.encoded.withBytes { encryptor.update($0, into: &file) }
        encryptor.finish(into: &file)
        return file
    }

    /// Opens what `seal` made. Throws `CryptographyError.wrongKey` for another passphrase.
    package static func open(_ file: [UInt8], with passphrase: Secret) throws -> Keyring {
        var decryptor = AgeDecryptor(.passphrase(AgePassphrase(passphrase)))
        var plain: [UInt8] = []
        try decryptor.update(file, into: &plain)
        try decryptor.finish(into: &plain)
        return try Keyring(decoding: Secret(taking: &plain))
    }

    /// What became of an import.
    package enum Import: Equatable, Sendable {
        /// There was no key; now there is this one.
        case written
        /// This very key was there.
        case same
        /// The one that is there holds everything of the keypack and more.
        case newer
    }

    /// Puts a keyring into a data folder that has none, or has this one. What is there is never
    /// overwritten: another key opens other things.
    package static func put(_ keyring: Keyring, into data: DataFolder) throws -> Import {
        if let known = try MasterKeyring.read(from: data.folder) {
            if known == keyring { return .same }
            let ids = Set(known.keys.map(\.id))
            guard keyring.keys.allSatisfy({ ids.contains($0.id) }) else {
                throw HubError(
                    .masterKey, "\(data.masterKeyPath) holds another key; nothing was changed",
                    hint: "move it away first, if this folder's store belongs to the keypack")
            }
            return .newer
        }
        let encoded = keyring.encoded.withBytes { [UInt8](copying: $0) }
        try DurableFile.create(data.masterKeyPath, with: encoded)
        return .written
    }
}
