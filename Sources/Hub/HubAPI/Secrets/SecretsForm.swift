internal import Cryptography
internal import Domain
internal import HubCore
internal import JSON
internal import Values

/// Secrets as they are brought: what is missing stays, and `null` takes one away.
struct SecretsForm: Sendable {
    /// By the names of `SecretName`; nil inside takes one away.
    let wishes: [SecretName: Secret?]

    static let ofVaults = Schema<SecretsForm>.object(
        "VaultSecrets", "Secrets of a vault: written, and never given back.",
        field(.password, "Signs in at the place."),
        field(.accessKey, "Of S3."), field(.secretKey, "Of S3."),
        field(.sessionToken, "Of S3."),
        field(.passphrase, "Opens a repository, or the key that lies in an archive vault."),
        field(.recipients, "`age1…`, one a line: to whom an archive vault is readable."),
        field(.identity, "Opens an archive vault, as `age-keygen` writes it.")
    ) {
        SecretsForm([
            (.password, $0), (.accessKey, $1), (.secretKey, $2), (.sessionToken, $3),
            (.passphrase, $4), (.recipients, $5), (.identity, $6),
        ])
    }

    static let ofDeleting = Schema<SecretsForm>.object(
        "DeletingSecrets",
        "Credentials for those who delete, where they are others than for the daily work.",
        field(.password, "Signs in at the place."),
        field(.accessKey, "Of S3; elsewhere the user, where it is not the one in the address."),
        field(.secretKey, "Of S3."),
        field(.sessionToken, "Of S3.")
    ) {
        SecretsForm([
            (.password, $0), (.accessKey, $1), (.secretKey, $2), (.sessionToken, $3),
        ])
    }

    static let ofSources = Schema<SecretsForm>.object(
        "SourceSecrets", "Secrets of a source: written, and never given back.",
        field(.password, "Signs in where the source lies."),
        field(.privateKey, "Does so over SSH, as `ssh-keygen` writes it."),
        field(.passphrase, "Opens the private key.")
    ) { SecretsForm([(.password, $0), (.privateKey, $1), (.passphrase, $2)]) }

    private init(_ pairs: [(SecretName, Secret??)]) {
        var wishes: [SecretName: Secret?] = [:]
        for (name, wish) in pairs {
            if let wish { wishes[name] = .some(wish) }
        }
        self.wishes = wishes
    }

    private static func field(
        _ name: SecretName, _ words: String
    ) -> Field<SecretsForm, Secret??> {
        Field(
            optional: name.rawValue, { $0.wishes[name] },
            .nullable(.secret(.text(1...65_536, lines)) { Secret($0) }), words)
    }

    private static let lines = TextRule(pattern: nil, expected: "text without NUL") {
        !$0.utf8.contains(0)
    }
}

extension SecretWishes {
    /// Of a form of each purpose.
    init(_ everyday: SecretsForm?, deleting: SecretsForm? = nil) {
        self = [:]
        for (purpose, form) in [(SecretPurpose.use, everyday), (.delete, deleting)] {
            for (name, wish) in form?.wishes ?? [:] {
                self[SecretSlot(purpose: purpose, name: name)] = .some(wish)
            }
        }
    }
}

/// That there is a secret; never what it is.
struct SecretDocument: Sendable {
    let purpose: SecretPurpose
    let name: SecretName
    let changed: Timestamp

    static let schema = Schema<SecretDocument>.object(
        "SecretMark", "That there is a secret. What it is, is never given back.",
        Field("purpose", \.purpose, .choice, "What it may be used for."),
        Field("name", \.name, .choice, "What it is for."),
        Field("changed", \.changed, .timestamp)
    ) { SecretDocument(purpose: $0, name: $1, changed: $2) }
}

extension SecretDocument {
    init(_ secret: StoredSecret) {
        self.init(purpose: secret.purpose, name: secret.name, changed: secret.changed)
    }
}
