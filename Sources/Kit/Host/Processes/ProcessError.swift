internal import Glibc
package import Values

/// Why a program could not be started or fed. That it failed is no error: see `ProcessOutcome`.
package struct ProcessError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// There is no such program, or no such folder to start it in.
        case notFound
        /// It may not be executed, or is no program.
        case notExecutable
        /// A relative path, a NUL byte, or `=` in a variable's name.
        case badCommand
        /// The machine has no process, descriptor or memory left.
        case noRoom
        /// The program has closed its input.
        case inputClosed
        case other
    }

    package let kind: Kind
    package let message: String
    package let underlying: SystemError?

    package init(_ kind: Kind, _ message: String, underlying: SystemError? = nil) {
        self.kind = kind
        self.message = message
        self.underlying = underlying
    }

    init(starting program: FilePath, in folder: FilePath?, code: Int32) {
        let cause = SystemError("posix_spawn", code: code, subject: program.description)
        let place = folder.map { " in \($0)" } ?? ""
        self.init(
            Self.kind(of: code), "could not start \(program)\(place): \(cause.reason)",
            underlying: cause)
    }

    package var description: String { message }

    package var disposition: Disposition {
        switch kind {
        case .noRoom: .retryable
        case .notFound, .notExecutable: .needsOperator
        case .badCommand, .inputClosed: .permanent
        case .other: underlying?.disposition ?? .permanent
        }
    }

    private static func kind(of code: Int32) -> Kind {
        switch code {
        case ENOENT, ENOTDIR: .notFound
        case EACCES, EPERM, ENOEXEC: .notExecutable
        case EAGAIN, ENOMEM, EMFILE, ENFILE: .noRoom
        default: .other
        }
    }
}
