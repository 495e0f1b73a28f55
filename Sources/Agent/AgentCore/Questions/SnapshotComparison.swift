internal import AgentProtocol
internal import Connector
internal import Engine
internal import Values

/// Compares two snapshots of a vault by what their indices say, and tells a page of what is other.
/// Blocks, as the streams of engines do.
struct SnapshotComparison {
    private let old: any EntryStream
    private let new: any EntryStream
    private let after: EntryPath?
    private let isLate: () -> Bool
    private var room = AnswerRoom()
    private var items: [DiffPage.Item] = []
    private var totals = DiffPage.Totals()
    private var isLast = true

    /// - Parameter isLate: Whether it has taken too long to count on by now.
    init(
        _ question: DiffQuestion, in vault: any Vault, isLate: @escaping () -> Bool
    ) async throws {
        guard let from = SnapshotID(question.from), let to = SnapshotID(question.to) else {
            throw EngineError(.noSuchSnapshot, "this is no snapshot")
        }
        after = question.after.flatMap { EntryPath(bytes: $0.bytes) }
        self.isLate = isLate
        let choice = EntryChoice(hasContent: false)
        old = try await vault.entries(of: from, choice, RunProgress())
        new = try await vault.entries(of: to, choice, RunProgress())
    }

    /// Both come in the order of their paths.
    mutating func page() throws -> DiffPage {
        var (one, other) = (try next(of: old), try next(of: new))
        while one != nil || other != nil {
            try Task.checkCancellation()
            if !isLast, isLate() { return DiffPage(items: items, isLast: false, totals: nil) }
            if let gone = one, other.map({ gone.path < $0.path }) ?? true {
                totals.gone += 1
                add(DiffPage.Item(change: .gone, entry: SnapshotEntry(gone)), at: gone.path)
                one = try next(of: old)
            } else if let entry = other, one.map({ entry.path < $0.path }) ?? true {
                totals.new += 1
                totals.size = totals.size + ByteCount(entry.size)
                add(DiffPage.Item(change: .new, entry: SnapshotEntry(entry)), at: entry.path)
                other = try next(of: new)
            } else if let before = one, let entry = other {
                if isChanged(before, entry) { addChange(before, entry) }
                (one, other) = (try next(of: old), try next(of: new))
            }
        }
        return DiffPage(items: items, isLast: isLast, totals: totals)
    }

    private mutating func addChange(_ before: Entry, _ entry: Entry) {
        totals.changed += 1
        totals.size = totals.size + ByteCount(entry.size)
        add(
            DiffPage.Item(
                change: .changed, entry: SnapshotEntry(entry), sizeBefore: ByteCount(before.size)),
            at: entry.path)
    }

    private func isChanged(_ a: Entry, _ b: Entry) -> Bool {
        if a.hasOtherContent(than: b) { return true }
        // A folder's time changes with what is in it, which is told itself.
        let isOlder = a.kind != .folder && a.metadata.modified != b.metadata.modified
        return a.kind != b.kind || a.size != b.size || isOlder
            || a.metadata.permissions != b.metadata.permissions
            || a.metadata.user.id != b.metadata.user.id
            || a.metadata.group.id != b.metadata.group.id
    }

    private mutating func add(_ item: DiffPage.Item, at path: EntryPath) {
        guard isLast, after.map({ $0 < path }) ?? true, item.entry.path.isTellable else { return }
        isLast = items.count < ProtocolLimits.searchHitsMax && room.take(item.entry)
        if isLast { items.append(item) }
    }

    private func next(of stream: any EntryStream) throws -> Entry? {
        while let item = try stream.next() {
            if case .entry(let entry) = item { return entry }
        }
        return nil
    }
}
