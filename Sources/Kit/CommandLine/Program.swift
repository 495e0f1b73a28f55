/// The whole command line of an executable.
package struct Program: Sendable {
    package let root: CommandPath
    /// What `--version` prints after the name.
    package let version: String
    private let explain: @Sendable (any Error) -> Failure

    /// - Parameter explain: the one table from errors of the product to sentences and exit codes.
    ///   `Failure`, cancellation and errors that explain themselves never reach it.
    package init(
        _ name: String, _ summary: String, discussion: String = "", version: String,
        _ commands: [any Command],
        explain: @escaping @Sendable (any Error) -> Failure = { Failure(.failure, "\($0).") }
    ) {
        root = CommandPath(
            words: [name],
            command: CommandGroup(name, summary, discussion: discussion, commands))
        self.version = version
        self.explain = explain
    }

    package var name: String { root.command.name }

    /// Obeys a command line, given without the program's name.
    ///
    /// Results go to the console's output; an error is one sentence and perhaps a hint on its error
    /// stream, as JSON when the line asks for JSON.
    package func run(_ arguments: [String], on console: Console) async -> ExitCode {
        do {
            let code = try await obey(arguments, on: console)
            guard [.success, .issues].contains(code), let reason = console.outputFault() else {
                return code
            }
            throw Failure(.full, "What was to be printed could not be written: \(reason).")
        } catch {
            let failure = failure(for: error)
            let wantsJSON = arguments.prefix { $0 != "--" }.contains("--json")
            console.complain(wantsJSON ? failure.json : failure.text(from: name))
            return failure.exitCode
        }
    }

    private func obey(_ arguments: [String], on console: Console) async throws -> ExitCode {
        switch try Request(arguments, of: self, environment: console) {
        case .help(let path):
            console.write(HelpPage(path, columns: console.columns).text)
            return .success
        case .version:
            console.write("\(name) \(version)\n")
            return .success
        case .run(let path, let values):
            let invocation = Invocation(
                program: self, path: path, console: console, values: values)
            return try await path.command.run(invocation)
        }
    }

    private func failure(for error: any Error) -> Failure {
        switch error {
        case let failure as Failure: failure
        case let error as any ExplainedError: error.failure
        case is CancellationError: Failure(.cancelled, "Interrupted.")
        default: explain(error)
        }
    }
}
