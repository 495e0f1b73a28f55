/// One call of a command: the values of its parameters and the console it talks to.
package struct Invocation: Sendable {
    package let program: Program
    package let path: CommandPath
    package let console: Console
    private let parsed: ParsedValues

    init(program: Program, path: CommandPath, console: Console, values: ParsedValues) {
        self.program = program
        self.path = path
        self.console = console
        parsed = values
    }

    package subscript<Value>(option: Option<Value>) -> Value { value(of: option.declaration) }

    package subscript<Value>(argument: Argument<Value>) -> Value {
        value(of: argument.declaration)
    }

    /// Where the value of a parameter came from.
    package func origin(of parameter: some Parameter) -> Origin {
        parsed.origins[parameter.declaration.name] ?? .default
    }

    /// One line on standard output.
    package func print(_ line: String) {
        console.write(line + "\n")
    }

    package var helpText: String { HelpPage(path, columns: console.columns).text }

    private func value<Value>(of declaration: Declaration) -> Value {
        guard let value = parsed.values[declaration.name] as? Value else {
            preconditionFailure(
                "'\(path.line)' reads \(declaration.name), which it does not declare.")
        }
        return value
    }
}
