internal import Connector
internal import Host

/// The content of a file as a walk found it. It holds no descriptor, and can be opened on any
/// thread, also after the walk has gone on or is over.
final class FileContent: EntryContent {
    let folder: WalkedFolder
    let path: EntryPath
    let links: NodeCalls.Links
    /// Where the walk found it, and whose it was.
    let place: NodePlace
    private let owner: UInt32
    /// Of files that have further names.
    private let table: HardLinkTable?

    init(
        of status: NodeStatus, path: EntryPath, in folder: WalkedFolder, links: NodeCalls.Links,
        table: HardLinkTable?
    ) {
        self.path = path
        self.folder = folder
        self.links = links
        self.table = table
        place = status.place
        owner = status.user
    }

    func open() throws -> any ContentReader {
        ThreadRole.requireBlockingAllowed("FileContent.open")
        do {
            return try opened()
        } catch {
            leaveOut()
            throw error
        }
    }

    func leaveOut() { table?.forget(place) }

    private func opened() throws(EntryIssue) -> FileReader {
        var status = NodeStatus()
        let file: FileDescriptor
        do throws(SystemError) {
            let folder = try self.folder.pool.pin(self.folder)
            defer { self.folder.pool.unpin(self.folder) }
            file = try NodeCalls.openFile(
                path.name, in: folder, links: links, owner: owner, status: &status)
        } catch {
            throw EntryIssue("open", path: path.bytes, error)
        }
        guard status.kind == .file else {
            throw EntryIssue(
                .vanished, path, "\(EntryIssue.shown(path.bytes)) is not a file any more")
        }
        return try FileReader(file, status: status, of: self)
    }

    /// What has the file's name now.
    func currentPlace() throws(SystemError) -> NodePlace {
        let folder = try self.folder.pool.pin(self.folder)
        defer { self.folder.pool.unpin(self.folder) }
        return try NodeCalls.status(of: path.name, in: folder, links: links).place
    }
}
