internal import Connector
internal import Cryptography
internal import Engine
internal import Tar

/// The content of a file in the payload. It can be opened until the stream is asked for what
/// follows, on the thread that takes from the stream, and once.
final class ArchiveContent: EntryContent, @unchecked Sendable {
    // `@unchecked Sendable`: the cursor belongs to the thread that takes from the stream, and a
    // stream whose content does not outlive `next` is opened by no other.

    private let record: EntryRecord
    private let source: IndexSource
    private let begin: () throws -> (PayloadCursor, TarEntry?)

    /// - Parameter begin: Brings the cursor to the entry's content and says what tar says of it;
    ///   nil for a file without data that has no need to be looked up.
    init(
        _ record: EntryRecord, of source: IndexSource,
        _ begin: @escaping () throws -> (PayloadCursor, TarEntry?)
    ) {
        self.record = record
        self.source = source
        self.begin = begin
    }

    func open() throws -> any ContentReader {
        let (cursor, entry) = try begin()
        return ArchiveContentReader(record, entry, cursor, source)
    }
}

/// Reads a file out of the payload and hashes what goes through its hands.
private final class ArchiveContentReader: ContentReader {
    private let record: EntryRecord
    private let cursor: PayloadCursor
    private let source: IndexSource
    let extents: [DataExtent]?

    init(
        _ record: EntryRecord, _ entry: TarEntry?, _ cursor: PayloadCursor,
        _ source: IndexSource
    ) {
        self.record = record
        self.cursor = cursor
        self.source = source
        if let entry {
            extents = entry.sparse?.extents.map { DataExtent(offset: $0.offset, count: $0.count) }
        } else {
            // Nothing but a hole, or nothing at all.
            extents = record.size > 0 ? [] : nil
        }
    }

    var size: Int64 { record.size }

    func read(into room: inout OutputSpan<UInt8>) throws {
        guard record.hasData else { return }
        try cursor.read(into: &room)
    }

    /// - Throws: `.damaged` unless it is what was backed up.
    func finish() throws -> ContentOutcome {
        let digest = record.hasData ? try cursor.finish() : ContentHash.ofNothing
        if let digest { try record.require(digest, in: source.snapshot) }
        guard let tear = record.tear else { return .whole }
        return .torn(tear.issue)
    }

    func leaveProof() -> ContentProof? {
        guard record.hasData, extents == nil else { return nil }
        cursor.leaveHash()
        return ContentProof { [record, snapshot = source.snapshot] content in
            try record.require(SHA256.hash(content), in: snapshot)
        }
    }
}

extension EntryRecord {
    /// - Throws: `.damaged` when the content does not have the digest that the index says.
    fileprivate func require(_ found: SHA256Digest, in snapshot: SealedSnapshot) throws(EngineError)
    {
        guard let digest, found != digest else { return }
        throw EngineError.damaged(
            "the content of \(path) in snapshot \(snapshot.run) is not what was backed up")
    }
}

extension EntryRecord.Tear {
    /// As connectors speak of it. What could not be read to its end was filled up with zeros.
    fileprivate var issue: EntryIssue.Tear {
        switch self {
        case .shrank, .unreadable: .shrank
        case .grew: .grew
        case .changed: .changed
        case .replaced: .replaced
        }
    }
}
