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
    /// Those of the earlier attempt, and what it could not know.
    private(set) var issues: IssueLog
    /// Of the earlier attempt, as far as they were written down.
    private let known: Set<Known>
    private let named: Set<[UInt8]>
    /// Entries that are neither stored nor spoken of in an issue: they were not there yet.
    private(set) var newcomers = 0

    private struct Known: Hashable {
        let path: [UInt8]
        let kind: EntryIssue.Kind
    }

    init(
        _ stream: any EntryStream, _ position: WalkPosition, _ stored: StoredIndex
    ) {
        self.stream = stream
        self.position = position
        self.stored = stored
        issues = position.issues
        known = Set(position.issues.samples.map { Known(path: $0.path, kind: $0.kind) })
        named = Set(position.issues.samples.map(\.path))
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
                if case .issue(let issue) = item { note(issue) }
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

    /// What the earlier attempt has met and said is not said twice.
    private func note(_ issue: EntryIssue) {
        guard !known.contains(Known(path: issue.path, kind: issue.kind)) else { return }
        issues.append(issue)
    }

    private func compare(_ entry: Entry) throws {
        while let before = record, before.path < entry.path { record = try stored.next() }
        guard let before = record, before.path == entry.path else {
            if !named.contains(entry.path.bytes) { newcomers += 1 }
            leaveOut(entry)
            return
        }
        guard !isSame(before, entry) else { return }
        let isOther = before.kind != entry.kind || before.identity?.inode != entry.identity?.inode
        if isOther { leaveOut(entry) }
        issues.append(
            EntryIssue(
                .torn(isOther ? .replaced : .changed), entry.path,
                "\(entry.path) changed after it was stored by an attempt that was interrupted"))
    }

    private func isSame(_ before: EntryRecord, _ entry: Entry) -> Bool {
        if before.kind == .file || entry.kind == .file { return before.isSame(as: entry) }
        guard case .hardLink = entry.kind else { return true }
        return before.kind == entry.kind && before.identity?.inode == entry.identity?.inode
    }

    /// What has the name now is not what the archive has under it, if anything: further names of
    /// it are not to lead there.
    private func leaveOut(_ entry: Entry) {
        guard entry.kind != .folder, entry.identity?.linkCount ?? 1 > 1 else { return }
        absent.insert(entry.path)
        entry.content?.leaveOut()
    }
}
