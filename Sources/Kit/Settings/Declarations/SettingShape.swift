internal import CommandLine

/// What a setting looks like from outside, whatever its type.
struct SettingShape: Hashable, Sendable {
    let name: String
    let placeholder: String
    let literal: Literal
    let completion: Completion
    let help: String
    let isList: Bool
    /// The name of the secret whose file this names.
    let secret: String?

    init<Value>(
        _ name: String, _ syntax: Syntax<Value>, _ help: String, isList: Bool = false,
        secret: String? = nil
    ) {
        self.name = name
        placeholder = syntax.placeholder
        literal = syntax.literal
        completion = syntax.completion
        self.help = help
        self.isList = isList
        self.secret = secret
    }
}
