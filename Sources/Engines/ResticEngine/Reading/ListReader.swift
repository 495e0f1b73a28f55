internal import Engine
internal import Host

/// What `ls` tells of a snapshot, entry by entry, in the order of its trees.
final class ListReader {
    private let output: RunningOutput
    private let place: String
    private var splitter = LineSplitter(lengthMax: ResticProcess.lineMax)
    private var lines: ArraySlice<[UInt8]> = []
    private var isAtEnd = false

    init(_ output: RunningOutput, place: String) {
        self.output = output
        self.place = place
    }

    func next() throws -> ListedNode? {
        while let line = try nextLine() {
            guard line.count < ResticProcess.lineMax else {
                throw EngineError(.local, "restic wrote a line too long for any entry")
            }
            guard !line.isEmpty,
                let node = try ListedNode(ResticLine(bytes: line, isError: false))
            else { continue }
            return node
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
