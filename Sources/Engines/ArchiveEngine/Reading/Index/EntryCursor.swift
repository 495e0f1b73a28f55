internal import Connector
internal import Engine

/// Goes through the entries of an index and holds them to what an index promises: rising paths,
/// rising places in the tar file, counts that are those of the manifest.
///
/// Given paths, it passes over entries elsewhere without reading more than their name: what is not
/// asked for is not checked either, and costs next to nothing.
struct EntryCursor: ~Copyable {
    private enum Stage { case start, inside, ended }

    private let manifest: Manifest
    private let title: String
    private let paths: [EntryPath]
    private var lines: IndexLines
    private var stage = Stage.start
    private var lastPath: EntryPath?
    /// Where in the tar file the next entry may begin.
    private var tarOffset: Int64 = 0
    private var count: Int64 = 0
    private var parts = 0

    /// - Parameter paths: Only entries at these and below; empty for all.
    init(_ source: IndexSource, below paths: [EntryPath] = []) throws {
        manifest = source.manifest
        title = source.title
        self.paths = paths
        lines = try IndexLines(source)
    }

    /// The next entry; nil after the last, when the index has been found to be whole. Blocks.
    mutating func next() throws(EngineError) -> EntryRecord? {
        while let range = try lines.next() {
            if stage == .inside, isElsewhere(range) {
                try countEntry()
                continue
            }
            let line = try IndexLine(parsing: lines.bytes, in: range)
            switch (stage, line) {
            case (.start, .details): stage = .inside
            case (.inside, .entry(let record)):
                try countEntry()
                try check(record)
                return record
            case (.inside, .part(let frames)): try check(frames)
            case (.inside, .end(let end)):
                try check(end)
                stage = .ended
            default: throw .damaged("\(title) has a line where it does not belong")
            }
        }
        guard stage == .ended else { throw .damaged("\(title) is cut short") }
        return nil
    }

    private func isElsewhere(_ line: Range<Int>) -> Bool {
        guard !paths.isEmpty, let written = lines.plainPath(in: line) else { return false }
        let slash = UInt8(ascii: "/")
        return !paths.contains { wanted in
            let count = wanted.bytes.count
            guard written.count >= count else { return false }
            guard written.count == count || lines.bytes[written.lowerBound + count] == slash else {
                return false
            }
            return lines.bytes[written].starts(with: wanted.bytes)
        }
    }

    private mutating func countEntry() throws(EngineError) {
        count += 1
        guard count <= manifest.totals.entries else {
            throw .damaged("\(title) has more entries than \(Manifest.title) says")
        }
    }

    private mutating func check(_ record: EntryRecord) throws(EngineError) {
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

    private mutating func check(_ frames: PartFrames) throws(EngineError) {
        guard frames.part.number == parts + 1, parts < manifest.parts.count else {
            throw .damaged("\(title) names \(frames.part) where it should not")
        }
        parts += 1
    }

    private func check(_ end: IndexEnd) throws(EngineError) {
        guard end.entries == count, end.parts == parts, count == manifest.totals.entries,
            end.tar == manifest.totals.tar, parts == manifest.parts.count
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
