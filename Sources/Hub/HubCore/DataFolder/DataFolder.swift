internal import Glibc
package import Host

/// The folder that is the hub: its store, its master key, its lock. Nobody else may read it, and
/// one process at a time has it.
///
/// Every method blocks.
package final class DataFolder: Sendable {
    package static let masterKeyName: SystemString = "master.key"
    package static let storeName: SystemString = "hub.db"

    package let folder: Folder
    private let lock: FolderLock
    /// Whether this opening did the last steps of a restore that had been broken off.
    let hasFinishedRestore: Bool

    /// Opens the folder, making it where it is missing, and takes its lock.
    ///
    /// Throws `FileError.inUse` when another hub has it, `HubError.dataFolder` when it belongs to
    /// somebody else, is open to others, holds files that are not a hub's, or half of one that
    /// was to be restored.
    package init(at path: FilePath, for purpose: Purpose = .running) throws {
        try Self.makeMissing(path)
        folder = try Self.inspect(path)
        try folder.requireWritable()
        lock = try FolderLock(folder)
        try FileDraft.removeLeftovers(in: folder)
        if purpose == .running { try Self.requireNoHalfRestore(folder) }
        hasFinishedRestore = try Self.completeRestore(in: folder)
    }

    /// Opens the folder to look at it: nothing is made and no lock is taken.
    package static func inspect(_ path: FilePath) throws -> Folder {
        let folder = try Folder(at: path)
        try checkOwner(of: folder)
        try checkContent(of: folder)
        return folder
    }

    package var path: FilePath { folder.path }
    package var storePath: FilePath { path.appending(Self.storeName) }
    package var masterKeyPath: FilePath { path.appending(Self.masterKeyName) }

    /// Whether a hub has been started here before.
    package func hasStore() throws -> Bool {
        try folder.has(Self.storeName)
    }

    private static func makeMissing(_ path: FilePath) throws(FileError) {
        do throws(FileError) {
            let name = try RelativePath(bytes: path.name.bytes)
            try Folder(at: path.parent).makeFolder(name)
        } catch  where error.kind == .notFound && path.parent != path {
            try makeMissing(path.parent)
            try makeMissing(path)
        } catch  where error.kind == .alreadyExists {
            // Folder(at:) says what it is if it is no folder.
        }
    }

    private static func checkOwner(of folder: Folder) throws {
        let status = try folder.status()
        guard status.owner == geteuid() else {
            throw HubError(
                .dataFolder,
                "\(folder.path) belongs to user \(status.owner), and the hub runs as \(geteuid())",
                hint: "run the hub as that user, or choose another folder with --data-dir")
        }
        guard status.mode.rawValue & 0o077 == 0 else {
            throw HubError(
                .dataFolder, "other users of this machine can look into \(folder.path)",
                hint: "chmod 700 \(folder.path)")
        }
    }

    /// A folder of other files is refused: nothing of anybody's is ever mixed with ours.
    private static func checkContent(of folder: Folder) throws {
        var stranger: SystemString?
        var hasOurs = false
        try folder.forEachEntry { entry throws(FileError) in
            let isOurs =
                [masterKeyName, storeName, FolderLock.fileName, restoringName, restoredName]
                .contains(entry.name)
                || FileDraft.isTemporary(entry.name)
            if isOurs { hasOurs = true } else { stranger = stranger ?? entry.name }
        }
        guard let stranger, !hasOurs else { return }
        throw HubError(
            .dataFolder, "\(folder.path) is not a hub's data folder: it holds \(stranger)",
            hint: "choose an empty folder with --data-dir")
    }
}

extension Folder {
    /// Throws `readOnly` or `denied` where this process may not write here.
    func requireWritable() throws(FileError) {
        guard unsafe access(path.description, W_OK | X_OK) != 0 else { return }
        let isReadOnly = errno == EROFS
        throw FileError(
            isReadOnly ? .readOnly : .denied,
            isReadOnly
                ? "\(path) lies on a file system that is read-only"
                : "\(path) cannot be written to by user \(geteuid())",
            path: path.description)
    }

    /// Whether anything has this name.
    func has(_ name: SystemString) throws(FileError) -> Bool {
        do {
            _ = try status(of: RelativePath(bytes: name.bytes))
            return true
        } catch  where error.kind == .notFound {
            return false
        }
    }
}
