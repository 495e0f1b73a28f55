package import Cryptography

/// Who will be able to open a backup of a hub: it holds every secret there is.
package enum BackupSeal: Sendable {
    case recipients([AgeRecipient])
    case passphrase(Secret)

    /// Stretches a passphrase first, which takes about a second.
    func encryptor() throws -> AgeEncryptor {
        switch self {
        case .recipients(let recipients): return try AgeEncryptor(to: recipients)
        case .passphrase(let passphrase):
            guard passphrase.count >= Keypack.passphraseMin else {
                throw HubError(
                    .backup, "the passphrase of a backup has \(Keypack.passphraseMin) bytes or more"
                )
            }
            return try AgeEncryptor(with: AgePassphrase(passphrase))
        }
    }
}
