internal import Connector
internal import Engine

/// Goes through the entries of an index and holds them to what an index promises: rising paths,
/// rising places in the tar file, counts that are those of the manifest.
struct EntryCursor: ~Copyable {
    private let manifest: Manifest
    private let title: String
    private var text: IndexText
    private var lines = IndexLineReader()
    private var lastPath: EntryPath?
    /// Where in the tar file the next entry may begin.
    private var tarOffset: Int64 = 0
    private var count: Int64 = 0
    /// The first line, once it has been read.
    private(set) var details: SnapshotDetails?

    init(_ source: IndexSource) throws {
        manifest = source.manifest
        title = source.title
        text = try source.text()
    }

    /// The next entry; nil after the last, when the index has been found to be whole. Blocks.
    mutating func next() throws(EngineError) -> EntryRecord? {
        while true {
            guard let line = try lines.next() else {
                if let piece = try text.next() {
                    lines.push(piece)
                    continue
                }
                try lines.finish()
                return nil
            }
            switch line {
            case .entry(let record):
                try check(record)
                return record
            case .details(let details): self.details = details
            case .end(let end): try check(end)
            case .part(let frames): try check(frames)
            }
        }
    }

    private mutating func check(_ record: EntryRecord) throws(EngineError) {
        count += 1
        guard count <= manifest.totals.entries else {
            throw .damaged("\(title) has more entries than \(Manifest.title) says")
        }
        if let lastPath {
            guard lastPath != record.path else {
                throw .damaged("\(title) names \(record.path) twice")
            }
            guard lastPath < record.path else {
                throw .damaged("\(title) is not in order at \(record.path)")
            }
        }
        if case .hardLink(let target) = record.kind, !(target < record.path) {
            throw .damaged("\(title) links \(record.path) to what does not come before it")
        }
        lastPath = record.path
        guard let range = record.tarRange else { return }
        guard range.lowerBound >= tarOffset, range.upperBound <= manifest.totals.tar else {
            throw .damaged("\(title) puts \(record.path) where it cannot be in the payload")
        }
        tarOffset = range.upperBound
    }

    private func check(_ frames: PartFrames) throws(EngineError) {
        guard frames.part.number <= manifest.parts.count else {
            throw .damaged("\(title) names \(frames.part), which \(Manifest.title) does not know")
        }
    }

    private func check(_ end: IndexEnd) throws(EngineError) {
        guard end.entries == manifest.totals.entries, end.tar == manifest.totals.tar,
            end.parts == manifest.parts.count
        else { throw .damaged("\(title) closes with other counts than \(Manifest.title) has") }
    }
}

extension EntryRecord {
    /// From its first header to the end of its content, padding left out; nil where it is in the
    /// index alone.
    var tarRange: Range<Int64>? {
        guard let headerOffset else { return nil }
        guard let contentOffset else { return headerOffset..<(headerOffset + 1) }
        return headerOffset..<(contentOffset + dataSize)
    }

    /// Whether there is anything in the payload to read for its content.
    var hasData: Bool { kind == .file && dataSize > 0 }
}
