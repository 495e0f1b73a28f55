internal import Connector
internal import Glibc
internal import Host

extension EntryIssue {
    /// Of a call on an entry; `action` completes "could not …".
    init(_ action: String, path: [UInt8], _ error: SystemError) {
        let kind: Kind =
            switch error.code {
            case ENOENT, ENOTDIR, ELOOP, ESTALE: .vanished
            default: .unreadable
            }
        self.init(kind, path: path, "could not \(action) \(Self.shown(path)): \(error.reason)")
    }

    /// A path of an entry as people write it.
    static func shown(_ path: [UInt8]) -> String {
        "/" + String(decoding: path, as: UTF8.self)
    }
}
