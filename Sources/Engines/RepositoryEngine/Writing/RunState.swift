internal import Connector
internal import Host
internal import Values

/// What this machine keeps of repositories between runs: files caches, and of a run that was
/// interrupted which packs it had stored. All of it may be lost at the price of time.
actor RunState {
    private let executor = PinnedExecutor(name: "repository state")
    private let path: FilePath
    private var folder: Folder?

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    init(_ path: FilePath) {
        self.path = path
    }

    /// Makes what is missing.
    func open() throws(FileError) -> Folder {
        if let folder { return folder }
        let opened = try Self.openOrMake(path)
        folder = opened
        return opened
    }

    private static func openOrMake(_ path: FilePath) throws(FileError) -> Folder {
        do throws(FileError) {
            return try Folder(at: path)
        } catch  where error.kind == .notFound {
            let parent = try openOrMake(path.parent)
            try parent.makeFolders(try RelativePath(bytes: path.name.bytes))
            return try Folder(at: path)
        }
    }

    // MARK: Files

    /// What is known from before of the parent's files, and where to note what is known now.
    func memory(
        of lane: VaultLane, _ name: RelativePath, orElse known: ParentTrees?
    ) throws -> LaneMemory {
        let folder = try open()
        let cached = lane.parent.flatMap { FilesCacheReader(name, in: folder, of: $0.id) }
        return LaneMemory(
            lane, known: cached ?? known, writer: try FilesCacheWriter(in: folder))
    }

    func hasCache(_ name: RelativePath, of snapshot: ObjectID) throws -> Bool {
        FilesCacheReader(name, in: try open(), of: snapshot) != nil
    }

    func commit(_ memory: LaneMemory, as name: RelativePath, for snapshot: ObjectID) {
        memory.commit(as: name, for: snapshot)
    }

    // MARK: Packs

    private static func journalName(
        run: UUID, repository: ObjectID
    ) throws(FileError) -> RelativePath {
        try RelativePath("packs-\(run)-\(repository.short)")
    }

    func journal(run: UUID, repository: ObjectID) throws -> PackJournal {
        try PackJournal(
            in: open(), Self.journalName(run: run, repository: repository), repository: repository)
    }
}
