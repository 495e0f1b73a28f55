internal import Connector
internal import Engine
internal import Host

/// The entries of a snapshot as `ls` tells them: without attributes, link targets and device
/// numbers.
final class ListStream: EntryStream {
    private let output: RunningOutput
    private let choice: EntryChoice
    private let progress: RunProgress
    private let place: String
    private var splitter = LineSplitter(lengthMax: ResticProcess.lineMax)
    private var lines: ArraySlice<[UInt8]> = []
    private var isAtEnd = false

    init(
        _ output: RunningOutput, _ choice: EntryChoice, _ progress: RunProgress, place: String
    ) {
        self.output = output
        self.choice = choice
        self.progress = progress
        self.place = place
    }

    let contentOutlivesNext = false

    func next() throws -> StreamItem? {
        while let line = try nextLine() {
            guard line.count < ResticProcess.lineMax else {
                throw EngineError(.local, "restic wrote a line too long for any entry")
            }
            guard !line.isEmpty, let node = try ListedNode(ResticLine(bytes: line, isError: false)),
                choice.admits(node.path, node.entryKind)
            else { continue }
            progress.update { $0.entries += 1 }
            return .entry(
                Entry(
                    path: node.path, kind: node.entryKind, metadata: node.metadata,
                    size: node.kind == .file ? node.size : 0))
        }
        return nil
    }

    private func nextLine() throws -> [UInt8]? {
        while true {
            if let line = lines.popFirst() { return line }
            guard !isAtEnd else { return nil }
            if let bytes = try output.read() {
                lines = splitter.push(bytes)[...]
                continue
            }
            isAtEnd = true
            try output.end().requireSuccess("list a snapshot at \(place)")
            lines = splitter.finish().map { [$0] } ?? []
        }
    }
}
