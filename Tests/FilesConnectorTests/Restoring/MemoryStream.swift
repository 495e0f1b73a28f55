import Connector
import Cryptography
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

/// The content of a file as it lies in memory, or the way in which it fails.
struct MemoryContent: EntryContent {
    enum Ending: Sendable {
        case whole, torn
        /// Nothing comes after half of it.
        case unreadable
        /// The run ends there.
        case broken
        /// All of it comes, and is not what it has to be.
        case forged
    }

    struct Broken: Error {}

    var data: [UInt8]
    var size: Int64
    var extents: [DataExtent]?
    var ending = Ending.whole
    /// Called once, after the first bytes.
    var meanwhile: (@Sendable () -> Void)?

    func open() throws -> any ContentReader { Reader(self) }

    private final class Reader: ContentReader {
        let content: MemoryContent
        var offset = 0

        init(_ content: MemoryContent) {
            self.content = content
        }

        var size: Int64 { content.size }
        var extents: [DataExtent]? { content.extents }

        func read(into room: inout OutputSpan<UInt8>) throws {
            let half = content.data.count / 2
            if offset >= half, content.ending == .unreadable {
                throw EntryIssue(.unreadable, path: [], "the part is damaged")
            }
            if offset >= half, content.ending == .broken { throw Broken() }
            if offset > 0 { content.meanwhile?() }
            let end = min(content.data.count, offset + min(room.freeCapacity, max(half, 1)))
            for byte in content.data[offset..<end] { room.append(byte) }
            offset = end
        }

        func leaveProof() -> ContentProof? {
            guard content.ending == .forged else { return nil }
            return ContentProof { _ in throw Broken() }
        }

        func finish() throws -> ContentOutcome {
            content.ending == .torn ? .torn(.changed) : .whole
        }
    }
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
        let content = MemoryContent(
            data: data, size: Int64(data.count), ending: ending, meanwhile: meanwhile)
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
