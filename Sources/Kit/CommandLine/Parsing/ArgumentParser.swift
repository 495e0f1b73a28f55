/// Reads the words after a command: long options in any order among the arguments.
///
/// `--name=VALUE` takes any value; `--name VALUE` takes one that does not begin with two dashes, so
/// that a forgotten value is noticed. `--` ends the options; `-` alone is an argument.
struct ArgumentParser {
    private let path: CommandPath
    private let parameters: [any Parameter]
    private var given: [String: [Given]] = [:]
    private var arguments: [Given] = []

    init(_ path: CommandPath) {
        self.path = path
        parameters = path.command.parameters
    }

    mutating func read(_ words: [String]) throws(UsageError) {
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                arguments += rest.map { Given($0, from: .argument) }
                return
            }
            if word.hasPrefix("--") {
                try readOption(word, &rest)
            } else if word.hasPrefix("-"), word != "-" {
                throw shortOption(word)
            } else {
                arguments.append(Given(word, from: .argument))
            }
        }
    }

    private mutating func readOption(
        _ word: String, _ rest: inout ArraySlice<String>
    ) throws(UsageError) {
        let parts = word.dropFirst(2).split(
            separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts.first.map(String.init) ?? ""
        let attached = parts.count == 2 ? String(parts[1]) : nil
        if let declaration = option(name) {
            if declaration.takesValue {
                let value = if let attached { attached } else { try following(declaration, &rest) }
                try add(Given(value, from: .flag("--\(name)")), to: declaration)
            } else {
                try addFlag(declaration, written: name, "true", attached)
            }
        } else if name.hasPrefix("no-"), let declaration = option(String(name.dropFirst(3))),
            declaration.isNegatable
        {
            try addFlag(declaration, written: name, "false", attached)
        } else {
            throw unknownOption(name)
        }
    }

    private func option(_ name: String) -> Declaration? {
        parameters.lazy.map(\.declaration).first { !$0.isArgument && $0.name == name }
    }

    private mutating func addFlag(
        _ declaration: Declaration, written name: String, _ text: String, _ attached: String?
    ) throws(UsageError) {
        guard attached == nil else {
            let hint = declaration.isNegatable ? " or --no-\(declaration.name)" : ""
            throw UsageError(
                .unexpectedValue, "--\(name) takes no value.",
                hint: "Write --\(declaration.name)\(hint).")
        }
        try add(Given(text, from: .flag("--\(name)")), to: declaration)
    }

    private mutating func add(_ value: Given, to declaration: Declaration) throws(UsageError) {
        let name = declaration.name
        guard declaration.repeats || given[name] == nil else {
            throw UsageError(.givenTwice, "--\(name) is given twice.")
        }
        given[name, default: []].append(value)
    }

    private func following(
        _ declaration: Declaration, _ rest: inout ArraySlice<String>
    ) throws(UsageError) -> String {
        guard let value = rest.first, !value.hasPrefix("--") else {
            throw UsageError(
                .missingValue, "--\(declaration.name) needs a value.",
                hint: "Write \(declaration.label).")
        }
        rest = rest.dropFirst()
        return value
    }

    /// The values of all parameters, once every word is read. What is wrong with a given value is
    /// said before what is missing.
    func finish(environment: Console) throws(UsageError) -> ParsedValues {
        var parsed = ParsedValues()
        var missing: UsageError?
        var unclaimed = arguments[...]
        for parameter in parameters {
            let declaration = parameter.declaration
            let texts = take(declaration, &unclaimed, environment)
            do {
                parsed.values[declaration.name] = try parameter.value(of: texts)
                parsed.origins[declaration.name] = texts.last?.origin ?? .default
            } catch {
                guard error.kind == .missingParameter else { throw error }
                missing = missing ?? error
            }
        }
        if let extra = unclaimed.first { throw extraArgument(extra.text) }
        if let missing { throw missing }
        return parsed
    }

    private func take(
        _ declaration: Declaration, _ unclaimed: inout ArraySlice<Given>, _ environment: Console
    ) -> [Given] {
        guard declaration.isArgument else {
            return given[declaration.name] ?? environment.given(for: declaration)
        }
        let taken = Array(unclaimed.prefix(declaration.repeats ? unclaimed.count : 1))
        unclaimed = unclaimed.dropFirst(taken.count)
        return taken
    }
}

extension Console {
    fileprivate func given(for declaration: Declaration) -> [Given] {
        guard let name = declaration.variable, let text = variable(name) else { return [] }
        return [Given(text, from: .environment(name))]
    }
}

// The sentences for what cannot be read.
extension ArgumentParser {
    private func shortOption(_ word: String) -> UsageError {
        let meant = word == "-h" || word == "-?" ? "Did you mean --help?" : nil
        return UsageError(
            .unknownOption, "\(quoted(word)) is no option; options are words with two dashes.",
            hint: meant ?? "Write '--' before arguments that begin with a dash.")
    }

    private func unknownOption(_ name: String) -> UsageError {
        for declaration in parameters.map(\.declaration) {
            guard case .secretFile(let secret) = declaration.kind, secret == name else { continue }
            let variable = declaration.variable.map { " or the environment variable \($0)" } ?? ""
            return UsageError(
                .secretInArguments,
                "--\(name) is not taken as an argument, where others can read it.",
                hint: "Use \(declaration.label)\(variable).")
        }
        let names = parameters.map(\.declaration).filter { !$0.isArgument }.flatMap(\.spellings)
        let hint =
            closest(to: name, in: names + ["help"]).map { "Did you mean --\($0)?" }
            ?? "'\(path.line) --help' lists the options."
        return UsageError(
            .unknownOption, "'\(path.line)' has no option \(quoted("--" + name)).", hint: hint)
    }

    private func extraArgument(_ word: String) -> UsageError {
        let hint =
            path.child(word) == nil
            ? "'\(path.line) --help' shows what it takes."
            : "Write the command before its options: \(path.line) \(word)"
        return UsageError(
            .extraArgument, "'\(path.line)' takes no argument \(quoted(word)).", hint: hint)
    }
}

extension Declaration {
    /// The names by which an option may be given.
    var spellings: [String] { isNegatable ? [name, "no-\(name)"] : [name] }
}
