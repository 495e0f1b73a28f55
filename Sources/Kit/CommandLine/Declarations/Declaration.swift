/// Everything about a parameter that does not depend on its type: what help, completion and the
/// reference page show, and what the parser needs to find it.
package struct Declaration: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// `--name`, or `--no-name` too where it can be negated.
        case flag(hasNegation: Bool)
        /// `--name=VALUE`
        case option
        /// `--name=PATH` of a file that holds the secret `secret`, which is no option itself.
        case secretFile(secret: String)
        /// A value without a name, known by its place.
        case argument
    }

    package let kind: Kind
    /// Without the dashes; the placeholder for an argument.
    package let name: String
    /// What stands for the value in help, as in `PATH`; nil for a flag.
    package let placeholder: String?
    package let help: String
    /// The environment variable that is read when the option is not given.
    package let variable: String?
    package let defaultText: String?
    package let isRequired: Bool
    package let repeats: Bool
    package let completion: Completion

    package init(
        _ kind: Kind, name: String, placeholder: String? = nil, help: String,
        variable: String? = nil, defaultText: String? = nil, isRequired: Bool = false,
        repeats: Bool = false, completion: Completion = .nothing
    ) {
        self.kind = kind
        self.name = name
        self.placeholder = placeholder
        self.help = help
        self.variable = variable
        self.defaultText = defaultText
        self.isRequired = isRequired
        self.repeats = repeats
        self.completion = completion
    }

    package var isArgument: Bool { kind == .argument }

    /// The option takes a value.
    package var takesValue: Bool {
        if case .flag = kind { return false }
        return true
    }

    var isNegatable: Bool { kind == .flag(hasNegation: true) }

    /// As in `--vault=NAME`, `--[no-]color` or `PATH...`.
    package var label: String {
        let dots = repeats ? "..." : ""
        return switch kind {
        case .argument: "\(name)\(dots)"
        case .flag(let hasNegation): "--\(hasNegation ? "[no-]" : "")\(name)"
        case .option, .secretFile: "--\(name)=\(placeholder ?? "VALUE")\(dots)"
        }
    }
}

/// How a shell may complete a value.
package enum Completion: Hashable, Sendable {
    case nothing
    case files
    case folders
    case choices([String])
}
