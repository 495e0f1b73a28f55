internal import Connector
internal import Engine

/// A walk that an earlier attempt has been through to some place: goes over what is stored, notes
/// what changed since, and then gives what is still to be read.
final class RepeatedWalk: EntryStream {
    private let stream: any EntryStream
    private let position: WalkPosition
    private let stored: StoredIndex
    private var record: EntryRecord?
    /// The first item that was not stored.
    private var held: StreamItem?
    /// The entry in whose middle the earlier attempt was, if it is there still.
    private(set) var openEntry: Entry?
    /// Files with several names that came to be behind the walk's back: nothing can link to them.
    private(set) var absent: Set<EntryPath> = []
    private(set) var issues = IssueLog()
    /// How many of them the earlier attempt could not know.
    private(set) var changes = 0

    init(
        _ stream: any EntryStream, _ position: WalkPosition, _ stored: StoredIndex
    ) {
        self.stream = stream
        self.position = position
        self.stored = stored
    }

    var contentOutlivesNext: Bool { stream.contentOutlivesNext }

    func next() throws -> StreamItem? {
        if let item = held.take() { return item }
        return try stream.next()
    }

    /// Takes everything up to where the earlier attempt was.
    func goOver() throws {
        record = try stored.next()
        while let item = try stream.next() {
            guard case .entry(let entry) = item else {
                if case .issue(let issue) = item { issues.append(issue) }
                continue
            }
            if let open = position.open, entry.path == open.record.path {
                openEntry = entry
                return
            }
            guard isStored(entry.path) else {
                held = item
                return
            }
            try compare(entry)
        }
    }

    private func isStored(_ path: EntryPath) -> Bool {
        if let open = position.open { return path < open.record.path }
        return position.last.map { path <= $0 } ?? false
    }

    private func compare(_ entry: Entry) throws {
        while let before = record, before.path < entry.path { record = try stored.next() }
        guard let before = record, before.path == entry.path else {
            if entry.kind == .file, entry.identity?.linkCount ?? 1 > 1 { absent.insert(entry.path) }
            return
        }
        guard before.kind == .file || entry.kind == .file, !before.isSame(as: entry) else { return }
        let isOther = before.kind != entry.kind || before.identity?.inode != entry.identity?.inode
        changes += 1
        issues.append(
            EntryIssue(
                .torn(isOther ? .replaced : .changed), entry.path,
                "\(entry.path) changed after it was stored by an attempt that was interrupted"))
    }
}
