internal import Connector
internal import Engine
internal import Host
internal import Tar

/// The entries of a snapshot as `dump` gives them: one tar archive, with the content of each file
/// right after it.
final class DumpStream: EntryStream {
    private let choice: EntryChoice
    private let special: [String: ListedNode.Kind]
    private let progress: RunProgress
    private let place: String
    private let cursor: TarCursor

    init(
        _ output: RunningOutput, _ choice: EntryChoice, _ special: [String: ListedNode.Kind],
        _ progress: RunProgress, place: String
    ) {
        self.choice = choice
        self.special = special
        self.progress = progress
        self.place = place
        cursor = TarCursor(output, place: place)
    }

    let contentOutlivesNext = false

    func next() throws -> StreamItem? {
        while let entry = try cursor.nextEntry() {
            guard let path = EntryPath(bytes: Self.trimmed(entry.path)) else {
                return .issue(
                    EntryIssue(
                        .refused, path: entry.path, "restic gave an entry whose name is no path"))
            }
            let kind: Entry.Kind
            switch special["\(path)"] {
            case .dev, .chardev:
                guard choice.admits(path, .blockDevice(major: 0, minor: 0)) else { continue }
                return .issue(
                    EntryIssue(
                        .unsupported, path, "restic does not tell the numbers of the device \(path)"
                    ))
            case .fifo: kind = .fifo
            case .socket: kind = .socket
            default:
                guard let known = Self.kind(of: entry) else { continue }
                kind = known
            }
            guard choice.admits(path, kind) else { continue }
            progress.update { $0.entries += 1 }
            return .entry(made(of: entry, path, kind))
        }
        return nil
    }

    private func made(of entry: TarEntry, _ path: EntryPath, _ kind: Entry.Kind) -> Entry {
        Entry(
            path: path, kind: kind,
            metadata: EntryMetadata(
                permissions: entry.permissions,
                user: .init(id: UInt32(clamping: entry.user.id), name: entry.user.name),
                group: .init(id: UInt32(clamping: entry.group.id), name: entry.group.name),
                modified: entry.modified, accessed: entry.accessed,
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
