import Connector
import FilesSupport
import Values

extension EntryPath {
    static func sample(_ text: String) -> EntryPath {
        guard let path = EntryPath(text) else { preconditionFailure("\(text) is a path") }
        return path
    }
}

extension Entry {
    static func sample(
        _ text: String, _ kind: Entry.Kind, _ content: MemoryContent? = nil, mode: UInt16 = 0o640
    ) -> Entry {
        Entry(
            path: EntryPath.sample(text), kind: kind,
            metadata: .init(
                permissions: mode, modified: FileTime(seconds: 1_600_000_000, nanoseconds: 123)),
            size: content?.size ?? 0, content: content)
    }
}

/// Entries one after the other, as a snapshot gives them.
final class Stream: EntryStream {
    let contentOutlivesNext = false
    private var rest: ArraySlice<Entry>

    init(_ entries: [Entry]) {
        rest = entries[...]
    }

    func next() throws -> StreamItem? { rest.popFirst().map { .entry($0) } }
}
