import Connector
import Cryptography
import FilesSupport
import Values

/// Entries as a vault would give them, from memory.
final class MemoryStream: EntryStream {
    let contentOutlivesNext = false
    private var rest: ArraySlice<StreamItem>

    init(_ entries: [Entry]) {
        rest = entries.map { .entry($0) }[...]
    }

    func next() throws -> StreamItem? { rest.popFirst() }
}

extension EntryMetadata {
    static func plain(_ permissions: UInt16 = 0o644, seconds: Int64 = 1_600_000_000) -> Self {
        Self(permissions: permissions, modified: FileTime(seconds: seconds, nanoseconds: 123))
    }
}

extension Entry {
    static func path(_ text: String) -> EntryPath {
        guard let path = EntryPath(text) else { preconditionFailure("\(text) is a path") }
        return path
    }

    static func folder(_ path: String, _ metadata: EntryMetadata = .plain(0o755)) -> Entry {
        Entry(path: Self.path(path), kind: .folder, metadata: metadata)
    }

    static func file(
        _ path: String, _ text: String = "content", _ metadata: EntryMetadata = .plain(),
        ending: MemoryContent.Ending = .whole
    ) -> Entry {
        file(path, Array(text.utf8), metadata, ending: ending)
    }

    static func file(
        _ path: String, _ data: [UInt8], _ metadata: EntryMetadata = .plain(),
        ending: MemoryContent.Ending = .whole, meanwhile: (@Sendable () -> Void)? = nil
    ) -> Entry {
        let content = MemoryContent(data, ending: ending, meanwhile: meanwhile)
        return Entry(
            path: Self.path(path), kind: .file, metadata: metadata, size: Int64(data.count),
            content: content, digest: SHA256.hash(data))
    }

    static func link(_ path: String, to target: String) -> Entry {
        Entry(path: Self.path(path), kind: .link(Array(target.utf8)), metadata: .plain(0o777))
    }

    static func hardLink(_ path: String, to first: String) -> Entry {
        Entry(path: Self.path(path), kind: .hardLink(Self.path(first)), metadata: .plain())
    }
}
