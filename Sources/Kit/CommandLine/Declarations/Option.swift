/// An option of a command: `--name=VALUE`, `--name VALUE` or a flag `--name`.
///
/// Declared as a stored property and read from the invocation:
///
///     let port = Option("port", .integer(in: 1...65535), default: 9876, "The port to listen on.")
///     …
///     invocation[port]    // an Int
///
/// The value is the flag's, else the environment variable's, else the default.
package struct Option<Value: Sendable>: Parameter {
    package let declaration: Declaration
    private let reading: @Sendable ([Given]) throws(UsageError) -> Value

    init(
        _ declaration: Declaration,
        reading: @escaping @Sendable ([Given]) throws(UsageError) -> Value
    ) {
        self.declaration = declaration
        self.reading = reading
    }

    package func value(of given: [Given]) throws(UsageError) -> any Sendable {
        try reading(given)
    }
}

extension Option {
    /// Has a value always.
    package init(
        _ name: String, _ syntax: Syntax<Value>, env: String? = nil, default: Value, _ help: String
    ) {
        self.init(
            Declaration(
                syntax, name, help, env: env, defaultText: syntax.write(`default`))
        ) { given throws(UsageError) in
            guard let last = given.last else { return `default` }
            return try last.read(as: syntax)
        }
    }

    /// Must be given.
    package static func required(
        _ name: String, _ syntax: Syntax<Value>, env: String? = nil, _ help: String
    ) -> Option {
        Option(
            Declaration(syntax, name, help, env: env, isRequired: true)
        ) { given throws(UsageError) in
            guard let last = given.last else {
                throw .missing("--\(name)=\(syntax.placeholder)", env: env)
            }
            return try last.read(as: syntax)
        }
    }

    /// May be left out.
    package static func optional<Wrapped: Sendable>(
        _ name: String, _ syntax: Syntax<Wrapped>, env: String? = nil, _ help: String
    ) -> Option where Value == Wrapped? {
        Option(Declaration(syntax, name, help, env: env)) { given throws(UsageError) in
            try given.last?.read(as: syntax)
        }
    }

    /// May be given several times; an environment variable lists its values with commas.
    package static func repeated<Element: Sendable>(
        _ name: String, _ syntax: Syntax<Element>, env: String? = nil, _ help: String
    ) -> Option where Value == [Element] {
        Option(
            Declaration(syntax, name, help, env: env, repeats: true)
        ) { given throws(UsageError) in
            var values: [Element] = []
            for one in given.flatMap(\.listed) { try values.append(one.read(as: syntax)) }
            return values
        }
    }
}

extension Option where Value == Bool {
    /// Off unless given.
    package static func flag(_ name: String, env: String? = nil, _ help: String) -> Option {
        Option(
            Declaration(.flag(hasNegation: false), name: name, help: help, variable: env)
        ) { given throws(UsageError) in
            try given.last?.read(as: .boolean) ?? false
        }
    }

    /// As declared unless given as `--name` or `--no-name`.
    package static func flag(
        _ name: String, env: String? = nil, default: Bool, _ help: String
    ) -> Option {
        Option(
            Declaration(
                .flag(hasNegation: true), name: name, help: help, variable: env,
                defaultText: `default` ? "--\(name)" : "--no-\(name)")
        ) { given throws(UsageError) in
            try given.last?.read(as: .boolean) ?? `default`
        }
    }

    /// The flag by which every command that prints results offers them to scripts.
    package static var json: Option { flag("json", "Print results and errors as JSON lines.") }
}

extension Option where Value == SecretReference? {
    /// A secret, given as `--name-file=PATH` or in an environment variable and never as an
    /// argument, because every user of a machine can read argument lists.
    package static func secret(_ name: String, env: String? = nil, _ help: String) -> Option {
        Option(
            Declaration(
                .secretFile(secret: name), name: "\(name)-file", placeholder: "PATH", help: help,
                variable: env, completion: .files)
        ) { given throws(UsageError) in
            guard let last = given.last else { return nil }
            if case .environment(let variable) = last.origin {
                return .environment(name: variable)
            }
            return .file(path: try last.read(as: .file))
        }
    }
}

extension Option where Value == [Given] {
    /// Passes on what was given, for a reader that decides elsewhere.
    package static func raw(_ declaration: Declaration) -> Option {
        Option(declaration) { given throws(UsageError) in given }
    }
}

extension Declaration {
    fileprivate init<Value>(
        _ syntax: Syntax<Value>, _ name: String, _ help: String, env: String?,
        defaultText: String? = nil, isRequired: Bool = false, repeats: Bool = false
    ) {
        self.init(
            .option, name: name, placeholder: syntax.placeholder, help: help, variable: env,
            defaultText: defaultText, isRequired: isRequired, repeats: repeats,
            completion: syntax.completion)
    }
}
