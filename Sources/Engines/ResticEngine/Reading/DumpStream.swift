internal import Connector
internal import Engine
internal import Host
internal import Tar
internal import Values

/// The entries of a snapshot: with their content as `dump` gives them, one tar archive, and beside
/// it the list, which tells what an archive leaves out and times to the nanosecond.
final class DumpStream: EntryStream {
    private struct Dumped {
        let entry: TarEntry
        let path: EntryPath
        let kind: Entry.Kind
    }

    private let cursor: TarCursor
    private let list: ListReader
    private let choice: EntryChoice
    private let progress: RunProgress
    /// What each of the two has next; nil where it has to be asked.
    private var dumped: Dumped?
    private var listed: ListedNode?
    private var isDumpDone = false
    private var isListDone = false

    init(
        _ cursor: TarCursor, _ list: ListReader, _ choice: EntryChoice, _ progress: RunProgress
    ) {
        self.cursor = cursor
        self.list = list
        self.choice = choice
        self.progress = progress
    }

    let contentOutlivesNext = false

    func next() throws -> StreamItem? {
        if dumped == nil, let issue = try takeDumped() { return .issue(issue) }
        // Names that are no text are told with replacements.
        let path = dumped.flatMap { EntryPath($0.path.description) }
        var modified = dumped?.entry.modified
        while let node = try nextListed() {
            if let path, path < node.path { break }
            listed = nil
            if let path, path == node.path, !node.isSpecial {
                modified = node.metadata.modified
                break
            }
            if node.isSpecial, choice.admits(node.path, node.entryKind) { return item(of: node) }
        }
        guard let entry = dumped.take(), let modified else { return nil }
        progress.update { $0.entries += 1 }
        return .entry(made(of: entry, modified))
    }

    private func nextListed() throws -> ListedNode? {
        if listed == nil, !isListDone {
            listed = try list.next()
            isListDone = listed == nil
        }
        return listed
    }

    /// Takes the next entry of the dump, unless there is none.
    private func takeDumped() throws -> EntryIssue? {
        while !isDumpDone {
            guard let entry = try cursor.nextEntry() else {
                isDumpDone = true
                return nil
            }
            guard let path = EntryPath(bytes: Self.trimmed(entry.path)) else {
                return EntryIssue(
                    .refused, path: entry.path, "restic gave an entry whose name is no path")
            }
            guard let kind = Self.kind(of: entry), choice.admits(path, kind) else { continue }
            dumped = Dumped(entry: entry, path: path, kind: kind)
            return nil
        }
        return nil
    }

    /// What is neither file nor folder nor link.
    private func item(of node: ListedNode) -> StreamItem {
        if node.kind == .dev || node.kind == .chardev {
            return .issue(
                EntryIssue(
                    .unsupported, node.path,
                    "restic does not tell the numbers of the device \(node.path)"))
        }
        guard !node.path.bytes.contains(Self.replacement) else {
            return .issue(
                EntryIssue(
                    .unsupported, node.path,
                    "restic does not tell the true name of \(node.path)"))
        }
        progress.update { $0.entries += 1 }
        return .entry(node.entry)
    }

    /// What a list has where a name is no text.
    private static let replacement = Array("\u{FFFD}".utf8)

    private func made(of dumped: Dumped, _ modified: FileTime) -> Entry {
        let (entry, kind) = (dumped.entry, dumped.kind)
        return Entry(
            path: dumped.path, kind: kind,
            metadata: EntryMetadata(
                permissions: entry.permissions,
                user: .init(id: UInt32(clamping: entry.user.id), name: entry.user.name),
                group: .init(id: UInt32(clamping: entry.group.id), name: entry.group.name),
                modified: modified, accessed: entry.accessed,
                attributes: entry.attributes.map { .init(name: $0.key, value: $0.value) }
                    .sorted { $0.name.lexicographicallyPrecedes($1.name) }),
            size: kind == .file ? entry.size : 0,
            content: kind == .file ? DumpContent(cursor, entry, progress) : nil)
    }

    /// nil for what a restic does not write.
    private static func kind(of entry: TarEntry) -> Entry.Kind? {
        switch entry.kind {
        case .file: .file
        case .directory: .folder
        case .symbolicLink: .link(entry.linkTarget)
        case .fifo: .fifo
        case .hardLink, .characterDevice, .blockDevice, .other: nil
        }
    }

    private static func trimmed(_ path: [UInt8]) -> ArraySlice<UInt8> {
        var path = path[...]
        while path.first == UInt8(ascii: "/") { path.removeFirst() }
        while path.last == UInt8(ascii: "/") { path.removeLast() }
        return path
    }
}
