internal import CShims
internal import Connector
internal import Glibc
internal import Host
internal import Synchronization

/// An open folder of the target. Everything is done to single names in it, following no link, so
/// nothing can lead out of it.
///
/// Blocks; usable on any thread.
final class FolderHandle: Sendable {
    typealias Name = ArraySlice<UInt8>

    let node: NodeHandle
    let identity: Node.Identity
    /// What is made in it gets its group.
    let passesGroupOn: Bool
    /// What is made in it gets access lists.
    let passesAccessListsOn: Bool
    private let hasUnnamedFiles = Atomic(true)

    private static let defaultList = Array("system.posix_acl_default".utf8)[...]

    private init(_ raw: Int32) throws(Fault) {
        node = NodeHandle(raw, isPath: false)
        let found = try node.look()
        identity = found.identity
        passesGroupOn = found.permissions & UInt32(S_ISGID) != 0
        passesAccessListsOn = try node.attributes().contains(Self.defaultList)
    }

    /// The trusted folder that everything is restored into; its own path may contain links.
    convenience init(at path: FilePath) throws(Fault) {
        var bytes = path.string.bytes
        guard !bytes.contains(0) else { throw Fault("open", EINVAL) }
        bytes.append(0)
        let raw = unsafe bytes.withUnsafeBytes { text in
            let start = unsafe text.bindMemory(to: CChar.self).baseAddress
            return unsafe start.map {
                unsafe Glibc.open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            } ?? -1
        }
        guard raw >= 0 else { throw Fault("open", errno) }
        try self.init(raw)
    }

    /// A folder that somebody has opened and looked at already.
    convenience init(_ folder: Folder) throws(Fault) {
        try self.init(Self.descriptor(of: folder))
    }

    private static func descriptor(of folder: Folder) throws(Fault) -> Int32 {
        do throws(FileError) {
            return try folder.reopened().release()
        } catch {
            throw Fault("open", EBADF)
        }
    }

    func look(at name: Name) throws(Fault) -> Node? {
        var status = cshims_node()
        let code = unsafe name.withUnsafeBytes {
            unsafe cshims_making_look(node.raw, $0.baseAddress, $0.count, &status)
        }
        guard code != -ENOENT else { return nil }
        try Fault.check("look at", code)
        return Node(status)
    }

    // MARK: Opening

    func enter(_ name: Name) throws(Fault) -> FolderHandle {
        try FolderHandle(
            Fault.check("open folder", unsafe call(name) { unsafe cshims_making_enter($0, $1, $2) })
        )
    }

    /// The same folder, to be listed anew.
    func reopened() throws(Fault) -> FolderHandle { try enter(Array(".".utf8)[...]) }

    /// The folder above, whichever that is now.
    func leave() throws(Fault) -> FolderHandle {
        try FolderHandle(Fault.check("open folder", cshims_making_leave(node.raw)))
    }

    /// To change what belongs to it, not to read.
    func open(_ name: Name) throws(Fault) -> NodeHandle {
        let raw = try Fault.check(
            "open", unsafe call(name) { unsafe cshims_making_open($0, $1, $2) })
        return NodeHandle(raw, isPath: true)
    }

    func openFile(_ name: Name) throws(Fault) -> NodeHandle {
        let raw = try Fault.check(
            "open", unsafe call(name) { unsafe cshims_making_open_file($0, $1, $2) })
        return NodeHandle(raw, isPath: false)
    }

    func isEmpty(_ name: Name) throws(Fault) -> Bool {
        try Fault.check("list", unsafe call(name) { unsafe cshims_making_is_empty($0, $1, $2) })
            == 1
    }

    func target(ofLink name: Name) throws(Fault) -> [UInt8] {
        var target = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe target.withUnsafeMutableBytes { room in
            unsafe name.withUnsafeBytes {
                unsafe cshims_making_read_link(
                    node.raw, $0.baseAddress, $0.count, room.baseAddress, room.count)
            }
        }
        try Fault.check("read the link", Int32(clamping: count))
        return Array(target[..<count])
    }

    // MARK: Making

    func makeFolder(_ name: Name, mode: UInt32) throws(Fault) {
        try Fault.check(
            "make folder", unsafe call(name) { unsafe cshims_making_folder($0, $1, $2, mode) })
    }

    /// Open for writing.
    func makeFile(_ name: Name, mode: UInt32) throws(Fault) -> NodeHandle {
        let raw = try Fault.check(
            "make", unsafe call(name) { unsafe cshims_making_file($0, $1, $2, mode) })
        return NodeHandle(raw, isPath: false)
    }

    /// Open for writing, and gone with its handle unless it is given a name. nil where the file
    /// system knows no such thing.
    func makeUnnamedFile(mode: UInt32) throws(Fault) -> NodeHandle? {
        guard hasUnnamedFiles.load(ordering: .relaxed) else { return nil }
        let raw = cshims_making_unnamed(node.raw, mode)
        guard raw != -EOPNOTSUPP else {
            hasUnnamedFiles.store(false, ordering: .relaxed)
            return nil
        }
        return NodeHandle(try Fault.check("make", raw), isPath: false)
    }

    /// Gives an unnamed file its name, which nothing has yet.
    func name(_ file: NodeHandle, _ name: Name) throws(Fault) {
        let code = unsafe name.withUnsafeBytes {
            unsafe cshims_making_name(file.raw, node.raw, $0.baseAddress, $0.count)
        }
        try Fault.check("name", code)
    }

    func makeSpecial(_ name: Name, mode: UInt32, major: UInt32, minor: UInt32) throws(Fault) {
        try Fault.check(
            "make",
            unsafe call(name) { unsafe cshims_making_special($0, $1, $2, mode, major, minor) })
    }

    func makeLink(_ name: Name, to target: [UInt8]) throws(Fault) {
        let code = unsafe target.withUnsafeBytes { target in
            unsafe call(name) {
                unsafe cshims_making_link($0, $1, $2, target.baseAddress, target.count)
            }
        }
        try Fault.check("make link", code)
    }

    func makeHardLink(
        _ name: Name, to first: Name, in folder: FolderHandle
    ) throws(Fault) {
        let code = unsafe name.withUnsafeBytes { text in
            unsafe folder.call(first) {
                unsafe cshims_making_hard_link(
                    $0, $1, $2, node.raw, text.baseAddress, text.count)
            }
        }
        try Fault.check("make a further name", code)
    }

    func rename(_ name: Name, to newName: Name, replacing: Bool) throws(Fault) {
        let code = unsafe newName.withUnsafeBytes { text in
            unsafe call(name) {
                unsafe cshims_making_rename(
                    $0, $1, $2, text.baseAddress, text.count, replacing ? 1 : 0)
            }
        }
        try Fault.check("name", code)
    }

    func remove(_ name: Name, isFolder: Bool = false) throws(Fault) {
        try Fault.check(
            "remove",
            unsafe call(name) { unsafe cshims_making_remove($0, $1, $2, isFolder ? 1 : 0) })
    }

    private func call(
        _ name: Name, _ body: (Int32, UnsafeRawPointer?, Int) -> Int32
    ) -> Int32 {
        unsafe name.withUnsafeBytes { unsafe body(node.raw, $0.baseAddress, $0.count) }
    }
}
