internal import Host
internal import Values

/// The folder of one run in the state folder, locked for this process.
final class RunFolder: Sendable {
    let folder: Folder
    private let parent: Folder
    private let name: RelativePath
    private let lock: FolderLock

    private init(_ folder: Folder, in parent: Folder, _ name: RelativePath) throws(FileError) {
        lock = try FolderLock(folder)
        self.folder = folder
        self.parent = parent
        self.name = name
    }

    /// Makes what is missing. Throws `.inUse` while another process works on the run.
    static func open(_ state: FilePath, _ run: UUID) async throws -> RunFolder {
        try await DiskWork().open(state, run)
    }

    /// The run is done; a failure leaves an empty folder behind, which harms nobody.
    func remove() async {
        await DiskWork().remove(self)
    }

    /// Files are worked on by a thread that may block.
    private actor DiskWork {
        private let executor = PinnedExecutor(name: "archive run")

        nonisolated var unownedExecutor: UnownedSerialExecutor {
            unsafe executor.asUnownedSerialExecutor()
        }

        func open(_ state: FilePath, _ run: UUID) throws -> RunFolder {
            let name = try RelativePath("\(run)")
            let parent = try openOrMake(state)
            try parent.makeFolders(name)
            return try RunFolder(parent.folder(name), in: parent, name)
        }

        private func openOrMake(_ path: FilePath) throws(FileError) -> Folder {
            do throws(FileError) {
                return try Folder(at: path)
            } catch  where error.kind == .notFound {
                let parent = try openOrMake(path.parent)
                try parent.makeFolders(try RelativePath(bytes: path.name.bytes))
                return try Folder(at: path)
            }
        }

        func remove(_ run: RunFolder) {
            // An empty folder that stays is found and used by the next attempt, if there is one.
            try? run.parent.removeTree(run.name)
        }
    }
}
