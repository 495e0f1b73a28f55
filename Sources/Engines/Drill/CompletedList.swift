internal import Connector

/// A list that says less of entries than a restore shows, completed by what that showed, in the
/// order of the true paths. All of it is held at once.
final class CompletedList: EntryStream {
    let contentOutlivesNext = true
    private var rest: [StreamItem]

    init(_ list: any EntryStream, _ notes: RestoreNotes) throws {
        var entries: [Entry] = []
        var issues: [StreamItem] = []
        while let item = try list.next() {
            switch item {
            case .entry(let entry): entries.append(notes.takeShown(entry.path) ?? entry)
            case .issue: issues.append(item)
            }
        }
        entries.sort { $1.path < $0.path }
        rest = entries.map(StreamItem.entry) + issues
    }

    func next() -> StreamItem? { rest.popLast() }
}
