internal import Connector
internal import Cryptography
internal import Engine
internal import Tar
internal import Values

/// Makes the tar file and the lines of its index out of a walk, as far as there is room, on one
/// thread. Nothing in it grows with the number of entries but the table of names that were left out
/// and that others link to.
final class TarFeed {
    /// Of one file, and far beyond all that a whole archive can have: places in it are numbers of
    /// 63 bits.
    private static let dataMax: Int64 = 1 << 60

    private let stream: any EntryStream
    private let policy: IssuePolicy
    private var writer: TarWriter
    /// Of the tar file, headers or the closing zeros on their way into frames.
    private var pending: [UInt8] = []
    private var pendingDone = 0
    /// The entry whose bytes are being written.
    private var record: EntryRecord?
    private var segments = ContentSegments(of: 0, extents: nil)
    private var content: ContentFeed?
    private let hash = ContentHash()
    private var padding: Int64 = 0
    /// Lines of entries that were finished since they were last taken.
    private var lines: [UInt8] = []
    private var position: WalkPosition
    /// First names of files that are not in the archive, so that nothing can link to them.
    private var absent: Set<EntryPath> = []

    init(_ stream: any EntryStream, policy: IssuePolicy) {
        self.stream = stream
        self.policy = policy
        writer = TarWriter()
        position = WalkPosition()
    }

    /// Goes on where an earlier attempt was. `stream` has to stand behind what it had finished;
    /// `entry` is the one it was in the middle of, if that is there still.
    init(
        _ stream: any EntryStream, policy: IssuePolicy, from position: WalkPosition,
        at entry: Entry?, absent: Set<EntryPath>
    ) throws {
        self.stream = stream
        self.policy = policy
        self.position = position
        self.absent = absent
        writer = TarWriter(at: position.nextHeader)
        if let start = position.trailer {
            writer = TarWriter(at: start)
            writer.finish(into: &pending)
            pendingDone = Int(position.tar - start)
        } else if let open = position.open {
            try reopen(open, as: entry)
        }
    }

    /// What was made since the last call, and where that has brought us.
    func takeMark() -> FrameMark {
        var now = position
        if let record {
            var soFar = record
            soFar.digest = content.map { $0.digest } ?? record.digest
            soFar.tear = content?.tear ?? record.tear
            now.open = .init(
                record: soFar, headers: Array(pending[pendingDone...]), segments: segments)
        }
        defer { lines = [] }
        return FrameMark(position: now, lines: lines)
    }

    var issues: IssueLog { position.issues }

    // MARK: Bytes

    /// Fills the room.
    /// - Returns: False at the end of the archive.
    func fill(_ room: inout OutputSpan<UInt8>) throws -> Bool {
        let before = room.count
        defer { position.tar += Int64(room.count - before) }
        while room.freeCapacity > 0 {
            if pendingDone < pending.count {
                pendingDone += room.append(pending, from: pendingDone)
            } else if let content, content.missing > 0 {
                try content.fill(&room)
            } else if record != nil {
                try finishWhatIsWhole()
                let count = min(room.freeCapacity, Int(padding))
                room.append(repeating: 0, count: count)
                padding -= Int64(count)
            } else if position.trailer != nil {
                return false
            } else {
                try beginNext()
            }
        }
        try finishWhatIsWhole()
        return true
    }

    /// Before the frame ends, so that its mark says no less than is in it.
    private func finishWhatIsWhole() throws {
        guard record != nil, pendingDone == pending.count, content?.missing ?? 0 == 0 else {
            return
        }
        try finishContent()
        if padding == 0 { finishEntry() }
    }

    private func finishContent() throws {
        guard let content = content.take(), record != nil else { return }
        try content.finish()
        record?.digest = content.digest
        record?.tear = content.tear
        if let issue = content.issue { try note(issue) }
    }

    private func finishEntry() {
        if let record = record.take() { finish(record) }
    }

    private func finish(_ record: EntryRecord) {
        record.append(to: &lines)
        position.entries += 1
        position.content = position.content.saturating(adding: record.size)
        position.last = record.path
    }

    // MARK: Entries

    private func beginNext() throws {
        guard let item = try stream.next() else {
            position.trailer = writer.offset
            pending.removeAll(keepingCapacity: true)
            pendingDone = 0
            writer.finish(into: &pending)
            return
        }
        switch item {
        case .issue(let issue): try note(issue)
        case .entry(let entry):
            do {
                try begin(entry)
            } catch let issue as EntryIssue {
                if entry.identity?.linkCount ?? 1 > 1 { absent.insert(entry.path) }
                try note(issue)
            }
        }
    }

    private func begin(_ entry: Entry) throws {
        var record = EntryRecord(path: entry.path, kind: entry.kind, metadata: entry.metadata)
        record.identity = entry.identity
        switch entry.kind {
        case .socket: finish(record)
        case .hardLink(let target) where absent.contains(target):
            throw EntryIssue(
                .unreadable, entry.path,
                "\(entry.path) is another name of \(target), which is not in the backup")
        case .file: try beginFile(entry, &record)
        default: try begin(&record, TarEntry(record))
        }
    }

    private func beginFile(_ entry: Entry, _ record: inout EntryRecord) throws {
        guard let reader = try entry.content?.open() else {
            throw EntryIssue(.unreadable, entry.path, "\(entry.path) has nothing to read")
        }
        segments = ContentSegments(of: reader.size, extents: reader.extents)
        guard segments.size <= Self.dataMax else {
            throw EntryIssue(
                .unsupported, entry.path,
                "\(entry.path) says that it has \(ByteCount(segments.size)) of data, which no "
                    + "archive holds")
        }
        record.size = reader.size
        record.dataSize = segments.size
        var header = TarEntry(record)
        header.size = reader.size
        header.sparse = segments.map
        try begin(&record, header)
        content = ContentFeed(reader, segments, of: entry.path, hash)
    }

    private func begin(_ record: inout EntryRecord, _ header: TarEntry) throws {
        record.headerOffset = writer.offset
        pending.removeAll(keepingCapacity: true)
        pendingDone = 0
        do {
            try writer.begin(header, into: &pending)
        } catch  where error.kind == .beyondLimit && !header.attributes.isEmpty {
            var bare = header
            bare.attributes = []
            record.metadata.attributes = []
            try begin(&record, bare)
            try note(
                EntryIssue(
                    .incomplete, record.path,
                    "\(record.path) has more attributes than a tar file can hold; they are left out"
                ))
            return
        } catch {
            throw EntryIssue(.unsupported, record.path, "\(record.path): \(error)")
        }
        let size = record.kind == .file ? record.dataSize : 0
        if record.kind == .file { record.contentOffset = writer.offset }
        try writer.wrote(Int(size))
        var zeros: [UInt8] = []
        try writer.end(into: &zeros)
        padding = Int64(zeros.count)
        self.record = record
    }

    private func note(_ issue: EntryIssue) throws {
        position.issues.append(issue)
        guard policy == .failFast else { return }
        throw EngineError(.source, issue.message, underlying: issue)
    }

    // MARK: Going on

    /// Goes on with the entry in whose middle the earlier attempt was.
    private func reopen(_ open: WalkPosition.OpenEntry, as entry: Entry?) throws {
        var record = open.record
        pending = open.headers
        segments = open.segments
        let start = record.contentOffset ?? position.tar + Int64(pending.count)
        let done = min(max(position.tar - start, 0), segments.size)
        padding = writer.offset - max(position.tar, start + segments.size)
        if record.kind == .file, done < segments.size {
            let change = try reopenContent(open, as: entry, after: done)
            record.tear = nil
            record.digest = nil
            if let change { try note(change) }
        }
        self.record = record
        position.open = nil
    }

    /// - Returns: What there is to say when the file is not what it was.
    private func reopenContent(
        _ open: WalkPosition.OpenEntry, as entry: Entry?, after done: Int64
    ) throws -> EntryIssue? {
        let path = open.record.path
        do {
            if open.record.tear == nil, let entry, open.record.isSame(as: entry),
                let reader = try entry.content?.open(), reader.size == open.record.size
            {
                let feed = ContentFeed(reader, segments, of: path, hash)
                let isSame = ContentSegments(of: reader.size, extents: reader.extents) == segments
                content = feed
                if try isSame && feed.skip(done, digest: open.record.digest) { return nil }
            }
        } catch is EntryIssue {
            // Said below: what matters is that the file cannot be continued.
        }
        let tear: EntryRecord.Tear = entry == nil ? .replaced : open.record.tear ?? .changed
        let feed = content ?? ContentFeed(nil, segments, of: path, hash)
        feed.giveUp(after: done, of: segments, tear)
        content = feed
        return EntryIssue(
            .torn(entry == nil ? .replaced : .changed), path,
            "\(path) changed between two attempts of this backup; its second part is missing")
    }
}

/// What belongs to a frame that was filled.
struct FrameMark: Sendable {
    let position: WalkPosition
    /// Of entries that end in the frame.
    let lines: [UInt8]
}

extension WalkPosition {
    /// Where the next entry's headers will be.
    var nextHeader: Int64 {
        guard let open else { return tar }
        let start = open.record.contentOffset ?? tar + Int64(open.headers.count)
        let end = start + open.segments.size
        return (end + 511) / 512 * 512
    }
}

extension EntryRecord {
    /// Whether an entry of a later walk is the same file in the same state.
    func isSame(as entry: Entry) -> Bool {
        kind == entry.kind && identity == entry.identity
            && metadata.modified == entry.metadata.modified
            && (kind != .file || size == entry.size)
    }
}
