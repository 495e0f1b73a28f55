/// Where a secret is to be read from. The secret itself is never part of a command line, a
/// settings file or anything that prints them.
package enum SecretReference: Hashable, Sendable, CustomStringConvertible {
    /// The content of a file.
    case file(path: String)
    /// The value of an environment variable.
    case environment(name: String)

    package var description: String {
        switch self {
        case .file(let path): "the file \(path)"
        case .environment(let name): "the environment variable \(name)"
        }
    }
}
