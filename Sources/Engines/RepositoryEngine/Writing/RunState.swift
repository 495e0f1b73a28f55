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
        let opened = try Folder.openOrMake(path)
        folder = opened
        return opened
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

    func spools() throws -> PackSpools {
        try PackSpools(in: open())
    }

    private static let journalPrefix = "packs-"

    private static func journalName(
        run: UUID, repository: ObjectID
    ) throws(FileError) -> RelativePath {
        try RelativePath("\(journalPrefix)\(run)-\(repository.short)")
    }

    func journal(run: UUID, repository: ObjectID) throws -> PackJournal {
        try PackJournal(
            in: open(), Self.journalName(run: run, repository: repository), repository: repository)
    }

    /// Removes the journals of runs that nobody will go on with. Whoever writes to one at this
    /// moment goes on writing; to lose it would cost him no more than time.
    /// - Parameter open: Asked after all are listed, so that a run that begins meanwhile is known.
    func removeJournals(but open: @Sendable () throws -> Set<UUID>) throws -> Int {
        let folder = try self.open()
        var journals: [(name: RelativePath, run: UUID)] = []
        try folder.forEachEntry { entry throws(FileError) in
            if let run = Self.run(ofJournal: entry.name) {
                journals.append((try RelativePath(bytes: entry.name.bytes), run))
            }
        }
        let open = try open()
        let abandoned = journals.filter { !open.contains($0.run) }
        for journal in abandoned { try folder.remove(journal.name) }
        return abandoned.count
    }

    /// nil for a name that no journal has.
    private static func run(ofJournal name: SystemString) -> UUID? {
        let text = String(decoding: name.bytes, as: UTF8.self)
        guard text.hasPrefix(journalPrefix) else { return nil }
        let rest = text.dropFirst(journalPrefix.count)
        guard let dash = rest.lastIndex(of: "-") else { return nil }
        return UUID(rest[..<dash])
    }
}
