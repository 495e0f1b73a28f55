internal import Glibc
package import Values

/// A system call that failed, with the kernel's own reason.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    package let call: String
    package let code: Int32
    /// The path or address the call was about, where there is one.
    package let subject: String?

    package init(_ call: String, code: Int32, subject: String? = nil) {
        self.call = call
        self.code = code
        self.subject = subject
    }

    /// Of the call that has just failed on this thread.
    package static func last(_ call: String, subject: String? = nil) -> SystemError {
        SystemError(call, code: errno, subject: subject)
    }

    /// Passes on what a shim returned, or throws the `-errno` in it.
    @discardableResult
    package static func check(
        _ call: String, _ result: Int32, subject: String? = nil
    ) throws(SystemError) -> Int32 {
        guard result < 0 else { return result }
        throw SystemError(call, code: -result, subject: subject)
    }

    package var reason: String {
        unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }

    package var description: String {
        let about = subject.map { " \($0)" } ?? ""
        return "\(call)\(about): \(reason)"
    }

    package var disposition: Disposition {
        switch code {
        case EINTR, EAGAIN, EBUSY, ETIMEDOUT, ECONNRESET, ECONNREFUSED, EPIPE, ENETUNREACH,
            EHOSTUNREACH, EMFILE, ENFILE, ENOMEM:
            .retryable
        case ENOSPC, EDQUOT, EROFS, EACCES, EPERM, EIO:
            .needsOperator
        default: .permanent
        }
    }
}
