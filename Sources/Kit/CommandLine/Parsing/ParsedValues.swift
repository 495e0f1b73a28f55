/// The typed values of a command's parameters and where each came from, by name.
struct ParsedValues: Sendable {
    var values: [String: any Sendable] = [:]
    var origins: [String: Origin] = [:]
}
