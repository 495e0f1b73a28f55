/// How a program ended.
package enum ProcessStatus: Hashable, Sendable, CustomStringConvertible {
    case exited(Int32)
    /// Ended by a signal, its own or somebody else's.
    case signalled(Int32)

    package var isSuccess: Bool { self == .exited(0) }

    package var description: String {
        switch self {
        case .exited(let code): "exit code \(code)"
        case .signalled(let signal): "signal \(signal)"
        }
    }
}
