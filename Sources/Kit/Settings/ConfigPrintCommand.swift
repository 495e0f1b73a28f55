package import CommandLine

/// `config print`: the settings that another command would run with, given the same options.
package struct ConfigPrintCommand: Command {
    package let name = "print"
    package let summary = "Print the settings in force and where each came from."
    package let discussion = """
        Takes the same options and reads the same environment and file as the program itself. What
        it prints is a settings file: saved and used, it gives the same settings. Secrets are shown
        by where they are kept.
        """
    package let exitCodes: [ExitCode] = [.configuration]
    package let options: SettingsOptions
    package let json = Option.json
    private let read: @Sendable (String) throws -> [UInt8]?

    /// - Parameter read: the content of a file, nil when there is none at the path.
    package init(
        _ options: SettingsOptions, reading read: @escaping @Sendable (String) throws -> [UInt8]?
    ) {
        self.options = options
        self.read = read
    }

    package func run(_ invocation: Invocation) async throws -> ExitCode {
        let listing = SettingsListing(try options.load(invocation, reading: read))
        invocation.console.write(invocation[json] ? listing.jsonLines : listing.text)
        return .success
    }
}
