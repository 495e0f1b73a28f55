internal import Glibc
package import Values

/// Why something could not be done with a file or a folder.
package struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        case notFound
        case alreadyExists
        /// Not ours to read or write.
        case denied
        case noSpace
        case readOnly
        case notAFolder
        case isAFolder
        /// Neither a file nor a folder was expected to be a pipe, a socket or a device.
        case notAFile
        case notEmpty
        /// A symbolic link where none is followed.
        case isALink
        /// Absolute, empty, `..`, too long, or with a NUL byte.
        case badName
        /// More than the caller's limit.
        case tooLarge
        /// Another process holds the lock; its id where it could be read.
        case inUse(by: Int32?)
        /// The bytes may not have reached the disk. The file must not be trusted or tried again.
        case notDurable
        case tooManyOpen
        case other
    }

    package let kind: Kind
    package let message: String
    package let path: String?
    package let underlying: SystemError?

    package init(
        _ kind: Kind, _ message: String, path: String?, underlying: SystemError? = nil
    ) {
        self.kind = kind
        self.message = message
        self.path = path
        self.underlying = underlying
    }

    /// Of a call that returned `code`; `action` completes "could not …".
    package init(_ action: String, code: Int32, path: some CustomStringConvertible) {
        let cause = SystemError(action, code: code, subject: path.description)
        self.init(
            Self.kind(of: code), "could not \(action) \(path): \(cause.reason)",
            path: path.description, underlying: cause)
    }

    /// Passes on what a shim returned, or throws the `-errno` in it.
    @discardableResult
    static func check(
        _ action: String, _ path: some CustomStringConvertible, _ result: Int32
    ) throws(FileError) -> Int32 {
        guard result < 0 else { return result }
        throw FileError(action, code: -result, path: path)
    }

    /// The same for a call of the C library, which leaves its reason in `errno`.
    @discardableResult
    static func checkErrno(
        _ action: String, _ path: some CustomStringConvertible, _ result: Int32
    ) throws(FileError) -> Int32 {
        guard result < 0 else { return result }
        throw FileError(action, code: errno, path: path)
    }

    package var description: String { message }

    package var disposition: Disposition {
        switch kind {
        case .inUse, .tooManyOpen: .retryable
        case .denied, .noSpace, .readOnly, .notDurable: .needsOperator
        case .notFound, .alreadyExists, .notAFolder, .isAFolder, .notAFile, .notEmpty, .isALink,
            .badName, .tooLarge:
            .permanent
        case .other: underlying?.disposition ?? .permanent
        }
    }

    private static func kind(of code: Int32) -> Kind {
        switch code {
        case ENOENT: .notFound
        case EEXIST: .alreadyExists
        case EACCES, EPERM: .denied
        case ENOSPC, EDQUOT, EFBIG: .noSpace
        case EROFS: .readOnly
        case ENOTDIR: .notAFolder
        case EISDIR: .isAFolder
        case ENOTEMPTY: .notEmpty
        case ELOOP, EXDEV: .isALink
        case ENAMETOOLONG: .badName
        case EMFILE, ENFILE: .tooManyOpen
        case EIO: .notDurable
        default: .other
        }
    }
}
