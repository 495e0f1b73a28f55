internal import Connector
internal import Glibc
internal import Host

/// Why the kernel did not do something in the target.
struct Fault: Error, Hashable {
    /// Completes "could not …".
    let action: String
    let code: Int32

    init(_ action: String, _ code: Int32) {
        self.action = action
        self.code = code
    }

    /// Passes on what a shim returned, or throws the `-errno` in it.
    @discardableResult
    static func check(_ action: StaticString, _ result: Int32) throws(Fault) -> Int32 {
        guard result < 0 else { return result }
        throw Fault(action.description, -result)
    }

    /// The machine or its disk cannot go on; everything else concerns one entry.
    var endsEverything: Bool {
        switch code {
        case ENOSPC, EDQUOT, EROFS, EIO, EMFILE, ENFILE, ENOMEM: true
        default: false
        }
    }

    func issue(_ path: EntryPath) -> EntryIssue {
        let error = error(path)
        switch code {
        case ELOOP:
            return EntryIssue(.refused, path, "\(path): a link is in the way and is not followed")
        case EXDEV:
            return EntryIssue(
                .unsupported, path,
                "\(path): its file is on another file system, and cannot have a name on this one")
        case EEXIST, ENOTDIR, EISDIR, ENOTEMPTY:
            return EntryIssue(.conflict, path, error.message)
        case EOPNOTSUPP, ENOSYS, EINVAL, EILSEQ:
            return EntryIssue(.unsupported, path, error.message)
        default:
            return EntryIssue(.unreadable, path, error.message)
        }
    }

    func incompleteness(_ path: EntryPath) -> EntryIssue {
        EntryIssue(.incomplete, path, error(path).message)
    }

    func error(_ path: EntryPath) -> FileError {
        FileError(action, code: code, path: path)
    }
}
