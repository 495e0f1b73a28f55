internal import Connector
internal import Engine

/// The entries of a snapshot as `ls` tells them: without attributes, link targets and device
/// numbers.
final class ListStream: EntryStream {
    private let list: ListReader
    private let choice: EntryChoice
    private let progress: RunProgress

    init(_ list: ListReader, _ choice: EntryChoice, _ progress: RunProgress) {
        self.list = list
        self.choice = choice
        self.progress = progress
    }

    let contentOutlivesNext = false

    func next() throws -> StreamItem? {
        while let node = try list.next() {
            guard choice.admits(node.path, node.entryKind) else { continue }
            progress.update { $0.entries += 1 }
            return .entry(node.entry)
        }
        return nil
    }
}
