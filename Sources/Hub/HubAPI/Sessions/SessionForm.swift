internal import Cryptography
internal import JSON

/// What a program sends to sign in.
struct SessionForm: Sendable {
    let login: String
    let password: Secret

    /// Wide enough for everything that may have been set; what it is compared with decides.
    static let schema = Schema<SessionForm>.object(
        "SessionForm", "What opens a session.",
        Field("login", \.login, .text(1...64), "The login, as an e-mail address."),
        Field(
            "password", \.password,
            .secret(.text(1...256, .any)) { Secret($0) }, "The password that goes with it.")
    ) { SessionForm(login: $0, password: $1) }
}

extension TextRule {
    /// Whatever somebody typed, or a program says of itself.
    static let any = TextRule(pattern: nil, expected: "text") { _ in true }
}
