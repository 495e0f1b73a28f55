internal import Connector
internal import Host
internal import Values

/// The files that a run keeps on this machine for one vault, and the thread that works on them: the
/// journal, the index as far as it is made, and, for vaults elsewhere, two unnamed files that hold
/// parts on their way.
actor LaneDisk {
    /// A line for each part, hardly a kilobyte; far more than any backup makes.
    private static let journalSizeMax = ByteCount.gibibytes(1)
    static let spoolsMax = 2

    private let executor = PinnedExecutor(name: "archive disk")
    private let folder: Folder
    private let journalName: RelativePath
    private let indexName: RelativePath
    private var journal: OpenFile?
    private var index: OpenFile?
    private var spools: [OpenFile] = []
    /// Samples of issues that the journal holds.
    private var noted = 0

    /// An open file and where it is, for messages.
    private final class OpenFile: Sendable {
        let descriptor: FileDescriptor
        let path: FilePath

        init(_ descriptor: consuming FileDescriptor, at path: FilePath) {
            self.descriptor = descriptor
            self.path = path
        }
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    init(_ folder: Folder, vault: UUID) throws {
        self.folder = folder
        journalName = try RelativePath("\(vault).journal")
        indexName = try RelativePath("\(vault).index")
    }

    nonisolated var indexPath: FilePath { folder.path.appending(indexName.string) }

    // MARK: Journal

    /// What an earlier attempt has written; nil when there was none, or nothing can be made of it.
    /// Parts whose index is not here any more count as never written.
    func load() throws(FileError) -> JournalContent? {
        do throws(FileError) {
            let bytes = try folder.read(journalName, limit: Self.journalSizeMax)
            guard var content = JournalCoding.read(bytes) else { return nil }
            let there = try indexSize()
            content.parts = Array(content.parts.prefix { $0.indexSize <= there })
            return content
        } catch  where error.kind == .notFound {
            return nil
        }
    }

    private func indexSize() throws(FileError) -> Int64 {
        do throws(FileError) {
            return try folder.status(of: indexName).size.bytes
        } catch  where error.kind == .notFound {
            return 0
        }
    }

    /// Begins a journal that says so much. What it says no more is forgotten for good, before
    /// anything is written that it would contradict.
    func begin(_ content: JournalContent) throws {
        var bytes = JournalCoding.line(content.head)
        noted = 0
        for part in content.parts { bytes += line(part) }
        try DurableFile.replace(path(journalName), with: bytes)
        let journal = try open(journalName)
        try journal.descriptor.truncate(to: Int64(bytes.count), path: journal.path)
        self.journal = journal
        let index = try openOrCreateIndex()
        try index.descriptor.truncate(to: content.parts.last?.indexSize ?? 0, path: index.path)
        self.index = index
        try folder.synchronize()
    }

    /// Notes a part that lies in the vault; the index up to there is on the disk before.
    func append(_ part: JournalPart) throws {
        guard let journal, let index else { preconditionFailure("a journal is begun first") }
        try index.descriptor.synchronize(path: index.path)
        let line = line(part)
        try unsafe journal.descriptor.write(line.span.bytes, path: journal.path)
        try journal.descriptor.synchronize(path: journal.path)
    }

    private func line(_ part: JournalPart) -> [UInt8] {
        defer { noted = part.position.issues.samples.count }
        return JournalCoding.line(part, after: noted)
    }

    /// The vault has its snapshot: nothing of this is needed any more.
    func remove() throws(FileError) {
        journal = nil
        index = nil
        for name in [journalName, indexName] {
            do throws(FileError) {
                try folder.remove(name)
            } catch  where error.kind == .notFound {
                // The snapshot was there before anything was written here.
            }
        }
    }

    // MARK: Index

    func appendIndex(_ bytes: [UInt8]) throws {
        guard let index else { preconditionFailure("a journal is begun first") }
        try unsafe index.descriptor.write(bytes.span.bytes, path: index.path)
    }

    /// At most `count` bytes of the index from `offset` on; none at its end.
    func readIndex(at offset: Int64, count: Int) throws -> [UInt8] {
        if let index { return try read(index, at: offset, count: count) }
        return try read(open(indexName), at: offset, count: count)
    }

    // MARK: Spools

    /// Empties one of the spools, which is made when it is first used.
    func clearSpool(_ number: Int) throws {
        while spools.count <= number {
            let opened = try folder.openUnnamed()
            spools.append(OpenFile(opened, at: folder.path))
        }
        try spools[number].descriptor.truncate(to: 0, path: folder.path)
    }

    func appendToSpool(_ number: Int, _ bytes: [UInt8]) throws {
        try unsafe spools[number].descriptor.write(bytes.span.bytes, path: folder.path)
    }

    func readSpool(_ number: Int, at offset: Int64, count: Int) throws -> [UInt8] {
        try read(spools[number], at: offset, count: count)
    }

    // MARK: Files

    private func path(_ name: RelativePath) -> FilePath {
        folder.path.appending(name.string)
    }

    private func open(_ name: RelativePath) throws(FileError) -> OpenFile {
        let opened = try folder.openFile(name, for: .write)
        return OpenFile(opened, at: path(name))
    }

    private func openOrCreateIndex() throws(FileError) -> OpenFile {
        do throws(FileError) {
            try DurableFile.create(path(indexName), with: [])
        } catch  where error.kind == .alreadyExists {
            // What it holds is used, or cut off.
        }
        return try open(indexName)
    }

    private func read(_ file: OpenFile, at offset: Int64, count: Int) throws -> [UInt8] {
        try file.descriptor.read(at: offset, count: count, path: file.path)
    }
}
