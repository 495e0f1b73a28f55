/// What somebody has to open an age file with.
package enum AgeCredential: Sendable {
    /// Private keys; the first that fits is used.
    case identities([AgeIdentity])
    case passphrase(AgePassphrase)
    /// The key of this one file, handed over by somebody who could open it.
    case fileKey(AgeFileKey)
}
