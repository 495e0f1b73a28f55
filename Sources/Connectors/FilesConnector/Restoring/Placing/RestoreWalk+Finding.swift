internal import Connector
internal import Glibc

extension RestoreWalk {
    /// Something in the target by its path: the folder it is in and what it is, nil where nothing
    /// is.
    func find(_ path: EntryPath) throws(Fault) -> (folder: FolderHandle, node: Node?) {
        var folder = root
        for name in path.names.dropLast() {
            do throws(Fault) {
                folder = try folder.enter(name)
            } catch  where error.code == ENOENT || error.code == ENOTDIR {
                return (folder, nil)
            }
        }
        return (folder, try folder.look(at: path.name))
    }
}
