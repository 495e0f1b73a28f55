package import CommandLine

/// One declared setting of a section: where it is stored, its name, its syntax, what it means.
package struct Setting<Section: SettingsSection>: Sendable {
    let shape: SettingShape
    /// Stores what was given; only a list may be given nothing.
    let apply: @Sendable (inout Section, [Given]) throws(UsageError) -> Void
    let show: @Sendable (Section) -> SettingText
    /// Stores that an environment variable holds the secret itself; nil for what is no secret.
    let applySecret: (@Sendable (inout Section, _ variable: String) -> Void)?

    /// Has a value always.
    package init<Value: Sendable>(
        _ path: any WritableKeyPath<Section, Value> & Sendable, _ name: String,
        _ syntax: Syntax<Value>,
        _ help: String
    ) {
        shape = SettingShape(name, syntax, help)
        apply = { section, given throws(UsageError) in
            guard let last = given.last else { return }
            section[keyPath: path] = try last.read(as: syntax)
        }
        show = { .one(syntax.write($0[keyPath: path])) }
        applySecret = nil
    }

    /// May be left out.
    package init<Value: Sendable>(
        optional path: any WritableKeyPath<Section, Value?> & Sendable, _ name: String,
        _ syntax: Syntax<Value>, _ help: String
    ) {
        shape = SettingShape(name, syntax, help)
        apply = { section, given throws(UsageError) in
            guard let last = given.last else { return }
            section[keyPath: path] = try last.read(as: syntax)
        }
        show = { section in section[keyPath: path].map { .one(syntax.write($0)) } ?? .none }
        applySecret = nil
    }

    /// A list: repeated on the command line, separated by commas in the environment.
    package init<Value: Sendable>(
        list path: any WritableKeyPath<Section, [Value]> & Sendable, _ name: String,
        _ syntax: Syntax<Value>, _ help: String
    ) {
        shape = SettingShape(name, syntax, help, isList: true)
        apply = { section, given throws(UsageError) in
            var values: [Value] = []
            for one in given.flatMap(\.listed) { try values.append(one.read(as: syntax)) }
            section[keyPath: path] = values
        }
        show = { .many($0[keyPath: path].map(syntax.write)) }
        applySecret = nil
    }

    /// A secret: `name_file` with the path of a file in the settings file, `--name-file` on the
    /// command line; in the environment the path, or under the bare name the secret itself.
    package init(
        secret path: any WritableKeyPath<Section, SecretReference?> & Sendable, _ name: String,
        _ help: String
    ) {
        shape = SettingShape("\(name)_file", Syntax.file, help, secret: name)
        apply = { section, given throws(UsageError) in
            guard let last = given.last else { return }
            section[keyPath: path] = .file(path: try last.read(as: .file))
        }
        show = { section in
            switch section[keyPath: path] {
            case nil: .none
            case .file(let path): .one(path)
            case .environment: .hidden
            }
        }
        applySecret = { section, variable in section[keyPath: path] = .environment(name: variable) }
    }
}

/// A setting's value as text.
enum SettingText: Hashable, Sendable {
    case none
    case one(String)
    case many([String])
    /// A secret that is set.
    case hidden
}
