package import AgentProtocol
package import Cryptography
internal import Engine
package import SFTP
package import StandAlone
internal import Values

/// What a hub sealed to this agent, opened for one piece of work and in memory alone.
///
/// | name | is |
/// |---|---|
/// | `password` | signs in at the vault's place |
/// | `access_key`, `secret_key`, `session_token` | the same, of S3 |
/// | `passphrase` | opens the repository, or the key that lies in an archive vault |
/// | `recipients` | to whom an archive vault is readable, one a line |
/// | `identity` | opens an archive vault, as `age-keygen` writes it |
/// | `signing_key` | signs archives of the source, whoever reads it |
/// | `private_key` | signs in at an SSH server; its `passphrase` is beside it |
package struct OpenedSecrets: Sendable {
    private let secrets: [String: Secret]

    /// - Throws: `CryptographyError` where one is not for this agent.
    package init(_ sealed: [SealedSecret], with keys: [BoxPrivateKey]) throws {
        var secrets: [String: Secret] = [:]
        for secret in sealed {
            secrets[secret.name] = try AgentKeys.open(secret.box, with: keys)
        }
        self.secrets = secrets
    }

    /// For the place.
    package var credentials: CredentialBook.Entry {
        var entry = CredentialBook.Entry()
        entry.password = secrets["password"]
        entry.accessKey = text("access_key")
        entry.secretKey = secrets["secret_key"]
        entry.sessionToken = secrets["session_token"]
        return entry
    }

    /// For a server over SSH.
    package var ways: [SSHCredential] {
        var ways: [SSHCredential] = []
        if let key = secrets["private_key"] {
            ways.append(.key(key, passphrase: secrets["passphrase"]))
        }
        if let password = secrets["password"] { ways.append(.password(password)) }
        return ways
    }

    /// For archives of a source. One that an earlier hub made has none: its agent has its own.
    package func signingKey() throws -> SigningKey? {
        guard let text = text("signing_key") else { return nil }
        guard var seed = Base64.standard.decode(text),
            let key = SigningKey(seed: Secret(taking: &seed))
        else {
            throw EngineError(.keyMissing, "the signing key that the hub sent is none")
        }
        return key
    }

    /// For the vault.
    package func keys() throws -> BroughtKeys {
        var keys = BroughtKeys()
        if let passphrase = secrets["passphrase"] { keys.passphrase = .given(passphrase) }
        if let identity = secrets["identity"] {
            keys.identities = try AgeIdentity.parse(file: identity)
        }
        for line in text("recipients")?.split(whereSeparator: \.isNewline) ?? [] {
            keys.recipients.append(try AgeRecipient(line))
        }
        return keys
    }

    private func text(_ name: String) -> String? { secrets[name]?.revealed() }
}
