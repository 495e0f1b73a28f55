package import Connector
internal import FilesConnector
package import Host
internal import SQLiteStore
internal import Store
package import Values

/// A SQLite database of this machine, copied consistently while its program uses it.
///
/// What comes is what a file tree gives of that one file: the folders above it, and it with its
/// owner and mode; only its content is the copy's. Its log is in the copy.
package struct SQLiteSource: Connector {
    private let path: FilePath
    private let files: FilesSource
    private let scratch: FilePath
    private let checksIntegrity: Bool

    private static let copyName: SystemString = "database"

    /// - Parameters:
    ///   - confinement: The folders that the database may lie in, as in `FilesOptions`.
    ///   - scratch: An empty folder for its owner alone, with room for the database; it is somebody
    ///     else's to remove when the entries have been read.
    ///   - checksIntegrity: Whether the copy is read from end to end before it counts.
    package init(
        _ path: FilePath, confinement: [FilePath]?, scratch: FilePath, checksIntegrity: Bool
    ) {
        var options = FilesOptions()
        options.confinement = confinement
        options.excludesCaches = false
        self.path = path
        files = FilesSource([path], options: options)
        self.scratch = scratch
        self.checksIntegrity = checksIntegrity
    }

    package var title: String { path.description }

    package func measure(_ report: (SourceTotals) -> Void) throws -> SourceTotals {
        try files.measure(report)
    }

    /// Makes the copy. Blocks for as long as that takes.
    package func entries() throws -> any EntryStream {
        var (others, database) = try find()
        others.append(.entry(try copied(database)))
        return ListedEntries(others)
    }

    /// What there is at a path. Nothing is copied.
    package static func look(
        at path: FilePath, confinement: [FilePath]?
    ) throws -> (size: ByteCount, tables: Int64) {
        let source = SQLiteSource(
            path, confinement: confinement, scratch: "/", checksIntegrity: false)
        let (_, database) = try source.find()
        let found = Self.path(of: database)
        try source.requireHeader(found)
        do {
            return (ByteCount(database.size), try DatabaseCopy.tableCount(of: found))
        } catch let error as StoreError {
            throw EntryIssue(
                .unreadable, path: path.string.bytes,
                "\(path) cannot be read: \(error.message)")
        }
    }

    /// The file, and what comes with it.
    private func find() throws -> (others: [StreamItem], database: Entry) {
        let stream = try files.entries()
        var others: [StreamItem] = []
        var database: Entry?
        while let item = try stream.next() {
            if case .entry(let entry) = item, entry.kind == .file {
                database = entry
            } else {
                others.append(item)
            }
        }
        guard let database else {
            throw EntryIssue(.vanished, path: path.string.bytes, "\(path) is no file")
        }
        return (others, database)
    }

    /// As the walk found it, with no link on the way.
    private static func path(of database: Entry) -> FilePath {
        FilePath(SystemString(bytes: [UInt8(ascii: "/")] + database.path.bytes))
    }

    private func copied(_ database: Entry) throws -> Entry {
        let found = Self.path(of: database)
        let copy = scratch.appending(Self.copyName)
        try requireHeader(found)
        try requireRoom(for: database.size)
        do {
            try DatabaseCopy.make(of: found, to: copy)
        } catch let error as StoreError {
            throw EntryIssue(
                .unreadable, path: database.path.bytes,
                "\(found) could not be copied: \(error.message)")
        }
        if checksIntegrity { try requireIntegrity(copy, database.path) }
        guard let content = try content(of: copy) else {
            throw EntryIssue(.vanished, path: database.path.bytes, "the copy of \(path) is gone")
        }
        return Entry(
            path: database.path, kind: .file, metadata: database.metadata, size: content.size,
            content: content.content)
    }

    /// Whatever is no database would become an empty one.
    private func requireHeader(_ file: FilePath) throws {
        let folder = try Folder(at: file.parent)
        let head = try folder.openFile(RelativePath(bytes: file.name.bytes), for: .read)
            .read(at: 0, count: DatabaseCheck.header.count, path: file)
        guard head == DatabaseCheck.header else {
            throw EntryIssue(
                .unreadable, path: file.string.bytes, "\(file) is no SQLite database")
        }
    }

    private func requireRoom(for size: Int64) throws {
        let free = try DiskSpace(of: scratch).free
        guard free.bytes > size else {
            throw FileError(
                .noSpace, "the copy of \(path) needs \(ByteCount(size)), and \(free) are free",
                path: scratch.description)
        }
    }

    private func requireIntegrity(_ copy: FilePath, _ path: EntryPath) throws {
        guard case .damaged(let problems) = try DatabaseCheck.verdict(on: copy) else { return }
        throw EntryIssue(
            .unreadable, path: path.bytes,
            "the database \(self.path) is damaged: \(problems.joined(separator: "; "))")
    }

    private func content(of copy: FilePath) throws -> (size: Int64, content: any EntryContent)? {
        let stream = try FilesSource([copy]).entries()
        while let item = try stream.next() {
            if case .entry(let entry) = item, let content = entry.content {
                return (entry.size, content)
            }
        }
        return nil
    }
}

/// Entries that are there already.
private final class ListedEntries: EntryStream {
    let contentOutlivesNext = true
    private var items: ArraySlice<StreamItem>

    init(_ items: [StreamItem]) {
        self.items = items[...]
    }

    func next() throws -> StreamItem? { items.popFirst() }
}
