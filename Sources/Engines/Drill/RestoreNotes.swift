internal import Connector
internal import Cryptography
internal import Synchronization

/// What a restore shows and an index does not say: where the data of files with holes lies, which
/// files are not in one state, when the first byte came, what the vault gave no word of, and, where
/// the index has no hashes of files, what came out of the vault, which the engine has held against
/// its own.
final class RestoreNotes: Sendable {
    private struct State {
        var firstByte: ContinuousClock.Instant?
        var extents: [EntryPath: [DataExtent]] = [:]
        var torn: Set<EntryPath> = []
        var digests: [EntryPath: SHA256Digest] = [:]
        var shown: [EntryPath: Entry] = [:]
        /// By how a list that is text tells a path that is none.
        var oddPaths: [EntryPath: [EntryPath]] = [:]
        var untold: [EntryPath: String] = [:]
    }

    private let state = Mutex(State())
    private let remembersEntries: Bool

    /// - Parameter remembersEntries: Where an index says less of them than a restore shows.
    init(remembersEntries: Bool) {
        self.remembersEntries = remembersEntries
    }

    var firstByte: ContinuousClock.Instant? { state.withLock { $0.firstByte } }

    func extents(of path: EntryPath) -> [DataExtent]? { state.withLock { $0.extents[path] } }

    func digest(of path: EntryPath) -> SHA256Digest? { state.withLock { $0.digests[path] } }

    /// What the restore showed of an entry of a list.
    func takeShown(_ path: EntryPath) -> Entry? {
        state.withLock { state in
            state.shown[path] ?? state.oddPaths[path]?.popLast().flatMap { state.shown[$0] }
        }
    }

    /// Why the vault could not tell enough of an entry that it lists for it to be restored.
    func untold(_ path: EntryPath) -> String? { state.withLock { $0.untold[path] } }

    func isTorn(_ path: EntryPath) -> Bool { state.withLock { $0.torn.contains(path) } }

    fileprivate func noteBytes() {
        let now = ContinuousClock.now
        state.withLock { if $0.firstByte == nil { $0.firstByte = now } }
    }

    fileprivate func note(_ extents: [DataExtent], of path: EntryPath) {
        state.withLock { $0.extents[path] = extents }
    }

    fileprivate func note(_ digest: SHA256Digest, of path: EntryPath) {
        state.withLock { $0.digests[path] = digest }
    }

    fileprivate func note(_ entry: Entry) {
        guard remembersEntries else { return }
        let path = entry.path
        let listed = Entry(
            path: path, kind: entry.kind, metadata: entry.metadata, size: entry.size,
            identity: entry.identity, digest: entry.digest, dataSize: entry.dataSize)
        let told = EntryPath(bytes: Array(String(decoding: path.bytes, as: UTF8.self).utf8))
        state.withLock { state in
            state.shown[path] = listed
            if let told, told != path { state.oddPaths[told, default: []].append(path) }
        }
    }

    fileprivate func note(_ issue: EntryIssue) {
        guard issue.kind == .unsupported, let path = EntryPath(bytes: issue.path) else { return }
        state.withLock { $0.untold[path] = issue.message }
    }

    fileprivate func noteTorn(_ path: EntryPath) {
        state.withLock { _ = $0.torn.insert(path) }
    }
}

/// Passes entries on to a restore and takes notes.
final class NotedStream: EntryStream {
    private let base: any EntryStream
    private let notes: RestoreNotes

    init(_ base: any EntryStream, _ notes: RestoreNotes) {
        self.base = base
        self.notes = notes
    }

    var contentOutlivesNext: Bool { base.contentOutlivesNext }

    func next() throws -> StreamItem? {
        guard let item = try base.next() else { return nil }
        if case .issue(let issue) = item { notes.note(issue) }
        guard case .entry(let entry) = item else { return item }
        notes.note(entry)
        guard let content = entry.content else { return item }
        return .entry(
            Entry(
                path: entry.path, kind: entry.kind, metadata: entry.metadata, size: entry.size,
                identity: entry.identity,
                content: NotedContent(
                    base: content, path: entry.path, isHashed: entry.digest == nil, notes: notes),
                digest: entry.digest, dataSize: entry.dataSize, pieces: entry.pieces))
    }
}

private struct NotedContent: EntryContent {
    let base: any EntryContent
    let path: EntryPath
    let isHashed: Bool
    let notes: RestoreNotes

    func open() throws -> any ContentReader {
        let reader = try base.open()
        if let extents = reader.extents { notes.note(extents, of: path) }
        return NotedReader(reader, of: self)
    }
}

private final class NotedReader: ContentReader {
    private let base: any ContentReader
    private let content: NotedContent
    private var hasBegun = false
    private var hash = SHA256()

    init(_ base: any ContentReader, of content: NotedContent) {
        self.base = base
        self.content = content
    }

    var size: Int64 { base.size }
    var extents: [DataExtent]? { base.extents }

    func read(into room: inout OutputSpan<UInt8>) throws {
        let before = room.count
        try base.read(into: &room)
        if content.isHashed { hash.update(room.span.extracting(before..<room.count)) }
        guard !hasBegun else { return }
        hasBegun = true
        if room.count > 0 { content.notes.noteBytes() }
    }

    func finish() throws -> ContentOutcome {
        let outcome = try base.finish()
        if content.isHashed { content.notes.note(hash.finish(), of: content.path) }
        if case .torn = outcome { content.notes.noteTorn(content.path) }
        return outcome
    }
}
