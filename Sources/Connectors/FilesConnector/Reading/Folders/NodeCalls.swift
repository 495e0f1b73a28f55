internal import CShims
internal import Glibc
internal import Host

/// The calls that a walk makes, on names in open folders. They block, follow a link only where they
/// are told to, and throw the kernel's own reason.
enum NodeCalls {
    enum Links: Int32, Sendable {
        case kept = 0
        case followed = 1
    }

    static func status(
        of name: ArraySlice<UInt8>, in folder: Int32, links: Links
    ) throws(SystemError) -> NodeStatus {
        var status = cshims_walk_status()
        let code = unsafe lend(name) {
            unsafe cshims_walk_status_at(folder, $0, $1, links.rawValue, &status)
        }
        try SystemError.check("statx", Int32(clamping: code))
        return NodeStatus(status)
    }

    static func status(of descriptor: Int32) throws(SystemError) -> NodeStatus {
        var status = cshims_walk_status()
        try unsafe SystemError.check("fstat", cshims_walk_status_of(descriptor, &status))
        return NodeStatus(status)
    }

    /// A folder, only as a place to start from; needs no right to read it. What is mounted there
    /// when somebody goes in is mounted then, and this waits for it as every other program does.
    static func openPlace(
        _ name: ArraySlice<UInt8>, in folder: Int32, links: Links
    ) throws(SystemError) -> FileDescriptor {
        let code = unsafe lend(name) {
            unsafe cshims_walk_open_path(folder, $0, $1, links.rawValue)
        }
        return FileDescriptor(owning: try SystemError.check("open", code))
    }

    /// For listing.
    static func openFolder(
        _ name: ArraySlice<UInt8>, in folder: Int32, links: Links
    ) throws(SystemError) -> FileDescriptor {
        let code = unsafe lend(name) {
            unsafe cshims_walk_open_folder(folder, $0, $1, links.rawValue)
        }
        return FileDescriptor(owning: try SystemError.check("open", code))
    }

    /// Opens whatever has the name, without waiting for anybody; the caller looks at the status.
    /// - Parameter owner: Of the file: only the owner and root may read without leaving a trace.
    static func openFile(
        _ name: ArraySlice<UInt8>, in folder: Int32, links: Links, owner: UInt32,
        status: inout NodeStatus
    ) throws(SystemError) -> FileDescriptor {
        var found = cshims_walk_status()
        let isQuiet = isRoot || owner == ownUser
        let code = unsafe lend(name) {
            unsafe cshims_walk_open_file(
                folder, $0, $1, links.rawValue, isQuiet ? 1 : 0, &found)
        }
        let opened = FileDescriptor(owning: try SystemError.check("open", code))
        status = NodeStatus(found)
        return opened
    }

    static func target(
        ofLink name: ArraySlice<UInt8>, in folder: Int32
    ) throws(SystemError) -> [UInt8] {
        // PATH_MAX bounds what can be written into a link.
        var target = [UInt8](repeating: 0, count: 4096)
        let count = unsafe target.withUnsafeMutableBytes { buffer in
            unsafe lend(name) {
                unsafe cshims_walk_read_link(folder, $0, $1, buffer.baseAddress, buffer.count)
            }
        }
        try SystemError.check("readlink", Int32(clamping: count))
        return Array(target[..<count])
    }

    static func fileSystemType(of descriptor: Int32) throws(SystemError) -> UInt64 {
        var type: UInt64 = 0
        try unsafe SystemError.check("fstatfs", cshims_walk_file_system(descriptor, &type))
        return type
    }

    private static let ownUser = geteuid()
    private static let isRoot = ownUser == 0

    /// Gives a call the name as C has it: where it begins and how long it is.
    static func lend<Code>(
        _ name: ArraySlice<UInt8>, _ call: (UnsafePointer<UInt8>?, Int) -> Code
    ) -> Code {
        unsafe name.withUnsafeBufferPointer { unsafe call($0.baseAddress, $0.count) }
    }
}
