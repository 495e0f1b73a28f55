internal import Host
internal import Storage

extension LocalStorage {
    /// Whether an object of this name was or could be there: only then is there a folder to bring
    /// to the disk.
    static func canHold(_ name: ObjectName, _ root: Folder) throws -> Bool {
        guard let folder = name.folder else { return true }
        let status = try LocalObject.ignoringAbsence { try root.status(of: RelativePath(folder)) }
        return status?.kind == .folder
    }

    static func remove(_ name: ObjectName, in root: Folder) throws(FileError) {
        do {
            try root.removeFile(RelativePath(name))
        } catch  where error.kind == .notFound {
            // Somebody else was faster.
        }
    }

    /// Brings a removal to the disk, also that of somebody who may not have come to this step.
    static func synchronizeFolder(of name: ObjectName, in root: Folder) throws {
        _ = try LocalObject.ignoringAbsence {
            try root.folderOrSelf(name.folder.map { try RelativePath($0) }).synchronize()
        }
    }

    /// Removes the folders on the way to an object that are empty now. It need not outlast a crash.
    static func removeEmptyFolders(
        above name: ObjectName, in root: Folder, known: KnownFolders
    ) throws(FileError) {
        var above = name.folder
        while let folder = above {
            let path = try RelativePath(folder)
            // First, so that a put that begins meanwhile makes the folder anew.
            known.forget(path)
            guard try remove(emptyFolder: path, in: root) else { return }
            above = folder.folder
        }
    }

    private static func remove(
        emptyFolder path: RelativePath, in root: Folder
    ) throws(FileError) -> Bool {
        do {
            try root.removeEmptyFolder(path)
            return true
        } catch  where [.notEmpty, .alreadyExists, .notFound].contains(error.kind) {
            return false
        }
    }
}
