/// Where a value came from.
package enum Origin: Hashable, Sendable, CustomStringConvertible {
    case flag(String)
    case argument
    case environment(String)
    case file(path: String, line: Int)
    case `default`

    package var description: String {
        switch self {
        case .flag(let name): name
        case .argument: "argument"
        case .environment(let name): "environment \(name)"
        case .file(let path, let line): "\(path):\(line)"
        case .default: "default"
        }
    }
}
