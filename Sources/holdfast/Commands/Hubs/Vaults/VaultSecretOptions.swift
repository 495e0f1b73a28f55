internal import CommandLine
internal import Cryptography
internal import Domain
internal import JSON

/// Secrets of a vault, from files and variables and never from the command line itself.
struct VaultSecretOptions: ParameterGroup {
    private let secrets: [(name: SecretName, option: Option<SecretReference?>)] = [
        (
            .password,
            .secret(
                "place-password", env: "HOLDFAST_PLACE_PASSWORD",
                "The file with the password of the place; the variable holds it itself.")
        ),
        (
            .accessKey,
            .secret(
                "access-key", env: "HOLDFAST_ACCESS_KEY",
                "The file with the access key of S3; the variable holds it itself.")
        ),
        (
            .secretKey,
            .secret(
                "secret-key", env: "HOLDFAST_SECRET_KEY",
                "The file with the secret key of S3; the variable holds it itself.")
        ),
        (
            .passphrase,
            .secret(
                "passphrase", env: "HOLDFAST_PASSWORD",
                "The file with the vault's passphrase; the variable holds it itself.")
        ),
    ]

    var parameters: [any Parameter] { secrets.map(\.option) }

    /// Nil where none is given.
    func form(_ invocation: Invocation) throws -> JSON? {
        try SecretFiles.form(secrets, invocation)
    }
}

/// Credentials for those who delete, where the everyday ones may not.
struct DeletingSecretOptions: ParameterGroup {
    private let user = Option.optional(
        "deleting-user", .text.named("USER"),
        "Who may delete at a place with users, where it is not the one in the address.")
    private let secrets: [(name: SecretName, option: Option<SecretReference?>)] = [
        (
            .password,
            .secret(
                "deleting-password", env: "HOLDFAST_DELETING_PASSWORD",
                "The file with the password of the place that may delete; the variable holds it "
                    + "itself.")
        ),
        (
            .accessKey,
            .secret(
                "deleting-access-key", env: "HOLDFAST_DELETING_ACCESS_KEY",
                "The file with the access key of S3 that may delete; the variable holds it itself.")
        ),
        (
            .secretKey,
            .secret(
                "deleting-secret-key", env: "HOLDFAST_DELETING_SECRET_KEY",
                "The file with the secret key of S3 that may delete; the variable holds it itself.")
        ),
    ]

    var parameters: [any Parameter] { [user] + secrets.map(\.option) }

    /// Nil where none is given.
    func form(_ invocation: Invocation) throws -> JSON? {
        let form = try SecretFiles.form(secrets, invocation)
        guard let name = invocation[user] else { return form }
        var whole = JSONObject()
        whole[SecretName.accessKey.rawValue] = .string(name)
        return whole.over(form)
    }

    /// Takes away all there are.
    static var none: JSON {
        var form = JSONObject()
        for name in SecretName.credentials { form[name.rawValue] = .null }
        return .object(form)
    }
}

private enum SecretFiles {
    static func form(
        _ secrets: [(name: SecretName, option: Option<SecretReference?>)], _ invocation: Invocation
    ) throws -> JSON? {
        var form = JSONObject()
        for (name, option) in secrets {
            guard let reference = invocation[option] else { continue }
            let secret = try SettingsContent.secret(reference, invocation.console)
            form[name.rawValue] = .string(secret.revealed())
        }
        return form.members.isEmpty ? nil : .object(form)
    }
}
