internal import Connector
internal import Engine
internal import Tar

/// The content of a file in a dump. It can be opened until the stream is asked for what follows,
/// on the thread that takes from the stream.
final class DumpContent: EntryContent, @unchecked Sendable {
    // `@unchecked Sendable`: the cursor belongs to the thread that takes from the stream, and a
    // stream whose content does not outlive `next` is opened by no other.

    private let cursor: TarCursor
    private let entry: TarEntry
    private let progress: RunProgress

    init(_ cursor: TarCursor, _ entry: TarEntry, _ progress: RunProgress) {
        self.cursor = cursor
        self.entry = entry
        self.progress = progress
    }

    func open() throws -> any ContentReader {
        DumpContentReader(cursor, entry, progress)
    }
}

private final class DumpContentReader: ContentReader {
    private let cursor: TarCursor
    private let entry: TarEntry
    private let progress: RunProgress
    private var left: Int64

    init(_ cursor: TarCursor, _ entry: TarEntry, _ progress: RunProgress) {
        self.cursor = cursor
        self.entry = entry
        self.progress = progress
        left = entry.size
    }

    var size: Int64 { entry.size }
    var extents: [DataExtent]? { nil }

    func read(into room: inout OutputSpan<UInt8>) throws {
        let before = room.count
        guard try cursor.read(into: &room) else { return }
        let count = Int64(room.count - before)
        left -= count
        progress.update { $0.transferred += count }
    }

    /// restic compares each blob with its hash before it prints it, and fails when one does not
    /// fit; then the archive is cut short.
    func finish() throws -> ContentOutcome {
        guard left == 0 else {
            throw EngineError(.damaged, "the content of a file ended before its size")
        }
        return .whole
    }
}
