internal import CommandLine
internal import Cryptography
internal import JSON

/// Secrets of a vault, from files and variables and never from the command line itself.
struct VaultSecretOptions: ParameterGroup {
    private let secrets: [(name: String, option: Option<SecretReference?>)] = [
        (
            "password",
            .secret(
                "place-password", env: "HOLDFAST_PLACE_PASSWORD",
                "The file with the password of the place; the variable holds it itself.")
        ),
        (
            "access_key",
            .secret(
                "access-key", env: "HOLDFAST_ACCESS_KEY",
                "The file with the access key of S3; the variable holds it itself.")
        ),
        (
            "secret_key",
            .secret(
                "secret-key", env: "HOLDFAST_SECRET_KEY",
                "The file with the secret key of S3; the variable holds it itself.")
        ),
        (
            "passphrase",
            .secret(
                "passphrase", env: "HOLDFAST_PASSWORD",
                "The file with the vault's passphrase; the variable holds it itself.")
        ),
    ]

    var parameters: [any Parameter] { secrets.map(\.option) }

    /// Nil where none is given.
    func form(_ invocation: Invocation) throws -> JSON? {
        var form = JSONObject()
        for (name, option) in secrets {
            guard let reference = invocation[option] else { continue }
            let secret = try SettingsContent.secret(reference, invocation.console)
            form[name] = .string(secret.revealed())
        }
        return form.members.isEmpty ? nil : .object(form)
    }
}

/// When a vault is looked after.
struct CadenceOptions: ParameterGroup {
    private let works: [(name: String, option: Option<String?>)] = [
        ("forget", .optional("forget", .text.named("CRON"), "When retention is applied.")),
        ("prune", .optional("prune", .text.named("CRON"), "When space is freed.")),
        ("check", .optional("check", .text.named("CRON"), "When what is stored is checked.")),
        ("drill", .optional("drill", .text.named("CRON"), "When a restore is rehearsed.")),
    ]
    private let percent = Option.optional(
        "check-percent", .integer(in: 1...100), "How much of the content a check reads.")
    private let zone = Option.optional(
        "zone", .text.named("ZONE"), "The zone of these times, as in Europe/Berlin.")

    var parameters: [any Parameter] { works.map(\.option) + [percent, zone] }

    /// Nil where nothing is given.
    func form(_ invocation: Invocation) -> JSON? {
        var form = JSONObject()
        for (name, option) in works { form[name] = invocation[option].map(JSON.string) }
        form["checkPercent"] = invocation[percent].map { JSON($0) }
        form["zone"] = invocation[zone].map(JSON.string)
        return form.members.isEmpty ? nil : .object(form)
    }
}
