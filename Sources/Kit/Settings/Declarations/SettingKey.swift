internal import CommandLine

/// A setting by its names: in the file, on the command line, in the environment.
package struct SettingKey: Hashable, Sendable {
    package let section: String
    let shape: SettingShape
    let defaultText: SettingText
    private let prefix: String

    init<Section>(_ setting: Setting<Section>, prefix: String) {
        section = Section.name
        shape = setting.shape
        defaultText = setting.show(Section.defaults)
        self.prefix = prefix
    }

    package var name: String { shape.name }
    package var help: String { shape.help }

    /// As in `log.level`: what output and messages call it.
    package var path: String { section.isEmpty ? name : "\(section).\(name)" }

    /// As in `log-level`.
    package var flag: String { Self.flag(section, name) }

    /// As in `HOLDFAST_LOG_LEVEL`.
    package var variable: String { "\(prefix)_\(Self.variable(flag))" }

    /// The variable that may hold the secret itself; nil for what is no secret.
    package var secretVariable: String? {
        shape.secret.map { "\(prefix)_\(Self.variable(Self.flag(section, $0)))" }
    }

    private static func flag(_ section: String, _ name: String) -> String {
        let words = (section.isEmpty ? [] : [section]) + [name]
        return String(words.joined(separator: "-").map { $0 == "_" ? "-" : $0 })
    }

    private static func variable(_ flag: String) -> String {
        String(flag.uppercased().map { $0 == "-" ? "_" : $0 })
    }

    /// The option of a command that takes this setting.
    var declaration: Declaration {
        let kind: Declaration.Kind =
            if let secret = shape.secret {
                .secretFile(secret: Self.flag(section, secret))
            } else if shape.literal == .boolean, !shape.isList {
                .flag(hasNegation: true)
            } else {
                .option
            }
        return Declaration(
            kind, name: flag, placeholder: shape.placeholder, help: help, variable: variable,
            defaultText: optionDefault, repeats: shape.isList, completion: shape.completion)
    }

    private var optionDefault: String? {
        switch defaultText {
        case .none, .hidden: nil
        case .one(let text) where shape.literal == .boolean:
            text == "true" ? "--\(flag)" : "--no-\(flag)"
        case .one(let text): text
        case .many(let texts): texts.isEmpty ? nil : texts.joined(separator: ",")
        }
    }
}
