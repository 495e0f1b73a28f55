internal import CommandLine
internal import Cryptography

/// As whom a command signs in, where it does not ask with a token.
struct SignInOptions: ParameterGroup {
    struct Person {
        let login: String
        let password: Secret
    }

    private let login = Option.optional(
        "login", .text, "Sign in with this login instead of a token.")
    private let password = Option.secret(
        "password", env: "HOLDFAST_HUB_PASSWORD",
        "The file with the login's password; the variable holds the password itself.")

    var parameters: [any Parameter] { [login, password] }

    /// Nil where a token is used.
    func person(_ invocation: Invocation) throws -> Person? {
        guard let login = invocation[login] else { return nil }
        guard let reference = invocation[password] else {
            throw Failure(
                .usage, "There is no password.",
                hint: "set HOLDFAST_HUB_PASSWORD or give --password-file")
        }
        let secret = try SettingsContent.secret(reference, invocation.console)
        return Person(login: login, password: secret)
    }
}
