package import Values

/// A program to run and everything about how. There is no shell: arguments are passed as they are.
package struct ProgramCall: Sendable {
    /// Where the program's input comes from.
    package enum Input: Sendable {
        case nothing
        case bytes([UInt8])
        /// Written by the body through `RunningProcess.input`.
        case streamed
        /// An open descriptor, which the caller keeps open until the program has started.
        case descriptor(Int32)
    }

    /// Where its output goes.
    package enum Output: Sendable {
        case discarded
        /// Kept up to a limit: half for the beginning, half for the end.
        case captured(ByteCount)
        /// Read by the body through `RunningProcess.output` or `.errors`; a body that does not
        /// read holds the program up.
        case streamed
        /// An open descriptor, which the caller keeps open until the program has started.
        case descriptor(Int32)
    }

    /// Enough for every message meant for a person.
    package static let captureDefault = Output.captured(.mebibytes(1))

    /// Absolute; names are not searched for (see `FilePath.executable`).
    package var executable: FilePath
    package var arguments: [SystemString]
    /// All that the program gets: nothing is inherited.
    package var environment: [SystemString: SystemString]
    /// The folder to start in; the caller's own when nil.
    package var folder: FilePath?
    package var input = Input.nothing
    package var output = ProgramCall.captureDefault
    package var errors = ProgramCall.captureDefault
    package var teardown = Teardown.gentle
    /// After this the program is torn down.
    package var timeLimit: Duration?
    /// How long after the program's end somebody else may hold its output open.
    package var grace = Duration.seconds(2)

    package init(
        _ executable: FilePath, _ arguments: [SystemString] = [],
        environment: [SystemString: SystemString] = [:]
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
    }

    func validate() throws(ProcessError) {
        guard executable.isAbsolute else {
            throw ProcessError(
                .badCommand, "a program is started by its absolute path, not \"\(executable)\"")
        }
        let strings = arguments + environment.keys + environment.values + [executable.string]
        guard !strings.contains(where: \.containsNUL) else {
            throw ProcessError(
                .badCommand, "an argument or variable for \(executable) contains a NUL byte")
        }
        let isBad = environment.keys.contains { $0.isEmpty || $0.bytes.contains(UInt8(ascii: "=")) }
        guard !isBad else {
            throw ProcessError(
                .badCommand, "a variable for \(executable) has an empty name or one with \"=\"")
        }
    }
}

extension FilePath {
    /// The first executable file of this name in the folders of a search path like `/bin:/usr/bin`.
    package static func executable(
        named name: SystemString, in searchPath: SystemString
    ) -> FilePath? {
        for folder in searchPath.bytes.split(separator: UInt8(ascii: ":")) {
            let path = FilePath(SystemString(bytes: folder)).appending(name)
            if path.isAbsolute, path.isExecutable { return path }
        }
        return nil
    }
}
