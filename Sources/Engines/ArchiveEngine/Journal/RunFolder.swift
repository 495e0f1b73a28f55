internal import Host
internal import Values

/// The folder of one run in the state folder, locked for this process.
final class RunFolder: Sendable {
    let folder: Folder
    /// A run's folder that is being removed has this after its name: whoever opens the run then
    /// finds none, instead of one that goes away under his hands.
    fileprivate static let endingOfRemoved = ".removed"

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

    /// Removes the folders of runs that nobody will go on with.
    /// - Parameter isOpen: Asked of each run after all folders are listed, so that one that begins
    ///   meanwhile is known by then.
    /// - Returns: How many there were. One that a process works on stays.
    static func removeAll(
        in state: FilePath, but isOpen: @Sendable () throws -> Set<UUID>
    ) async throws -> Int {
        try await DiskWork().removeAll(in: state, but: isOpen)
    }

    /// The run is done; a failure leaves a folder behind, which is removed with the next one that
    /// is abandoned.
    func remove() async {
        await DiskWork().remove(self)
    }

    /// Whether it is still the one under its name: who had the lock before may have removed it.
    private var isThere: Bool {
        get throws(FileError) {
            let mine = try folder.status()
            do throws(FileError) {
                let named = try parent.status(of: name)
                return named.inode == mine.inode && named.device == mine.device
            } catch  where error.kind == .notFound {
                return false
            }
        }
    }

    /// Files are worked on by a thread that may block.
    private actor DiskWork {
        /// Each time, another process has to finish the very run at that moment.
        private static let attemptsMax = 8

        private let executor = PinnedExecutor(name: "archive run")

        nonisolated var unownedExecutor: UnownedSerialExecutor {
            unsafe executor.asUnownedSerialExecutor()
        }

        func open(_ state: FilePath, _ run: UUID) throws(FileError) -> RunFolder {
            let name = try RelativePath("\(run)")
            let parent = try Folder.openOrMake(state)
            for _ in 1..<Self.attemptsMax {
                if let run = try tryOpen(name, in: parent), try run.isThere { return run }
            }
            return try RunFolder(parent.folder(name), in: parent, name)
        }

        /// nil when somebody removed it between being made and being locked.
        private func tryOpen(
            _ name: RelativePath, in parent: Folder
        ) throws(FileError) -> RunFolder? {
            do throws(FileError) {
                try parent.makeFolders(name)
                // A journal is of no use after a power cut when the folder it lies in is gone.
                try parent.synchronize()
                return try RunFolder(parent.folder(name), in: parent, name)
            } catch  where error.kind == .notFound {
                return nil
            }
        }

        func removeAll(
            in state: FilePath, but isOpen: @Sendable () throws -> Set<UUID>
        ) throws -> Int {
            let parent = try Folder.openOrMake(state)
            var runs: [UUID] = []
            var removed: [RelativePath] = []
            try parent.forEachEntry { (entry) throws(FileError) in
                let text = String(decoding: entry.name.bytes, as: UTF8.self)
                let isRemoved = text.hasSuffix(RunFolder.endingOfRemoved)
                let id = isRemoved ? String(text.dropLast(RunFolder.endingOfRemoved.count)) : text
                // Nothing of another name is ours.
                guard let run = UUID(id), "\(run)" == id else { return }
                if isRemoved { removed.append(try RelativePath(text)) } else { runs.append(run) }
            }
            for name in removed { try parent.removeTree(name) }
            let open = try isOpen()
            var count = 0
            for run in runs where !open.contains(run) {
                if try removeFree(RelativePath("\(run)"), in: parent) { count += 1 }
            }
            return count
        }

        /// The lock is held, and goes with the folder's name in one step.
        private func remove(_ name: RelativePath, in parent: Folder) throws(FileError) {
            let removed = try RelativePath("\(name)\(RunFolder.endingOfRemoved)")
            try parent.removeTree(removed)
            try parent.rename(name, to: removed, replacement: .refused)
            try parent.removeTree(removed)
        }

        private func removeFree(
            _ name: RelativePath, in parent: Folder
        ) throws(FileError) -> Bool {
            do throws(FileError) {
                let run = try RunFolder(parent.folder(name), in: parent, name)
                guard try run.isThere else { return false }
                try remove(name, in: parent)
                return true
            } catch  where error.kind == .notFound || error.kind == .notAFolder {
                return false
            } catch {
                if case .inUse = error.kind { return false }
                throw error
            }
        }

        func remove(_ run: RunFolder) {
            // A folder that stays is found by whoever removes what is abandoned.
            try? remove(run.name, in: run.parent)
        }
    }
}
