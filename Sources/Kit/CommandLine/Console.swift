/// What a command may know of the world it was started in, and where its words go.
package struct Console: Sendable {
    package var environment: [String: String]
    /// The width of the terminal; nil where there is none.
    package var columns: Int?
    /// The width of the terminal that standard error goes to; nil where it goes elsewhere.
    package var errorColumns: Int?
    /// Writes to standard output. Called in order, never with half a character.
    package var write: @Sendable (String) -> Void
    /// Writes to standard error.
    package var complain: @Sendable (String) -> Void
    /// Why some of what was written to standard output did not get there; nil where all did, and
    /// where nobody wanted to read it any more.
    package var outputFault: @Sendable () -> String?

    package init(
        environment: [String: String] = [:], columns: Int? = nil, errorColumns: Int? = nil,
        write: @escaping @Sendable (String) -> Void,
        complain: @escaping @Sendable (String) -> Void,
        outputFault: @escaping @Sendable () -> String? = { nil }
    ) {
        self.environment = environment
        self.columns = columns
        self.errorColumns = errorColumns
        self.write = write
        self.complain = complain
        self.outputFault = outputFault
    }

    /// The value of an environment variable. An empty one counts as not set, as container files
    /// and shell scripts pass empty variables for settings that nobody made.
    package func variable(_ name: String) -> String? {
        guard let value = environment[name], !value.isEmpty else { return nil }
        return value
    }
}
