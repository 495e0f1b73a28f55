internal import CommandLine
internal import Cryptography
internal import Engine
internal import Host
internal import StandAlone
internal import Values

/// What opens a vault, or says who will be able to.
struct KeyOptions: ParameterGroup {
    let recipient: Option<[AgeRecipient]>?
    let key: Option<[KeyName]>?
    let identityFile: Option<[String]>?
    /// Where a person insists on the upstream program.
    let restic: Option<String?>?
    let password = Option.secret(
        "password", env: "HOLDFAST_PASSWORD",
        "The file with the vault's passphrase; the variable holds the passphrase itself.")

    /// For commands that write.
    static let writing = KeyOptions(
        recipient: .repeated(
            "recipient", .recipient, env: "HOLDFAST_RECIPIENT",
            "Whom backups are encrypted to, as age1…; each one can read them."),
        key: .repeated("key", .keyName, "A key of this machine to encrypt to, by its name."),
        identityFile: nil, restic: Self.upstream)

    /// For commands that read.
    static let reading = KeyOptions(
        recipient: nil, key: nil,
        identityFile: .repeated(
            "identity-file", .file, env: "HOLDFAST_IDENTITY_FILE",
            "A file of age identities to read with, besides the keys of this machine."),
        restic: Self.upstream)

    /// For commands that a passphrase is enough for.
    static let passphrase = KeyOptions(
        recipient: nil, key: nil, identityFile: nil, restic: nil)

    private static let upstream = Option.optional(
        "restic", .file, env: "HOLDFAST_RESTIC",
        "Have this restic do the work on repositories, instead of Holdfast itself.")

    var parameters: [any Parameter] {
        let optional: [(any Parameter)?] = [recipient, key, identityFile, restic]
        return optional.compactMap(\.self) + [password]
    }

    func brought(_ invocation: Invocation) throws -> BroughtKeys {
        BroughtKeys(
            recipients: recipient.map { invocation[$0] } ?? [],
            keyNames: key.map { invocation[$0] } ?? [],
            identities: try identityFile.map { try identities(invocation[$0]) } ?? [],
            passphrase: try Passphrase(invocation[password], invocation.console))
    }

    private func identities(_ paths: [String]) throws -> [AgeIdentity] {
        try paths.flatMap { path in
            var bytes = try DurableFile.read(FilePath(path), limit: .kibibytes(64))
            return try AgeIdentity.parse(file: Secret(taking: &bytes))
        }
    }
}

extension Passphrase {
    /// The one that was given, or else what a person says at the terminal.
    init(_ reference: SecretReference?, _ console: Console) throws {
        if let reference {
            self = .given(try SettingsContent.secret(reference, console))
            return
        }
        self = .asking { question in
            Console.askForSecret(question).flatMap { line in
                var line = line
                return line.isEmpty ? nil : Secret(taking: &line)
            }
        }
    }
}

extension Passphrase {
    /// The one that was given for a second vault, or else that of the first.
    init(
        _ reference: SecretReference?, else other: Passphrase, _ console: Console
    ) throws {
        self =
            try reference.map { .given(try SettingsContent.secret($0, console)) } ?? other
    }
}

extension Syntax where Value == AgeRecipient {
    static var recipient: Syntax {
        Syntax(
            "RECIPIENT",
            reading: { text throws(Refusal) in
                do throws(CryptographyError) {
                    return try AgeRecipient(text)
                } catch {
                    throw Refusal("is not an age recipient (age1…)")
                }
            }, writing: { "\($0)" })
    }
}

extension Syntax where Value == KeyName {
    static var keyName: Syntax {
        Syntax(
            "NAME",
            reading: { text throws(Refusal) in
                guard let name = KeyName(text) else {
                    throw Refusal("is no name: use letters, digits, - and _")
                }
                return name
            }, writing: { $0.text })
    }
}
