internal import Connector
package import Engine
internal import Values

extension IndexLine {
    /// Reads the line at `range`, without its line end.
    /// - Throws: `.damaged` for what is no line of an index, `.tooNew` for that of a later format.
    package init(parsing bytes: [UInt8], in range: Range<Int>) throws(EngineError) {
        guard range.count <= ArchiveLimits.indexLineSizeMax else {
            throw .damaged("a line of the index is too long")
        }
        do throws(LineCursor.Refusal) {
            self = try Self.read(bytes, range)
        } catch {
            if error.isOfLaterFormat {
                throw EngineError(.tooNew, "the index was written by a later version")
            }
            throw .damaged("a line of the index cannot be read: \(error.reason)")
        }
    }

    package init(parsing line: [UInt8]) throws(EngineError) {
        try self.init(parsing: line, in: line.indices)
    }

    private static func read(
        _ bytes: [UInt8], _ range: Range<Int>
    ) throws(LineCursor.Refusal) -> IndexLine {
        var cursor = LineCursor(bytes, range)
        var draft = LineDraft()
        try cursor.object { (cursor, key) throws(LineCursor.Refusal) in
            try draft.take(key, from: &cursor)
        }
        try cursor.expectEnd()
        return try draft.line()
    }
}

/// What was found on a line so far. Members may come in any order, though writers have one.
private struct LineDraft {
    typealias Refusal = LineCursor.Refusal

    private var seen: Set<[UInt8]> = []
    private var entry = EntryDraft()
    private var host: [UInt8]?
    private var version: Int64?
    private var isHeader = false
    private var paths: [String] = []
    private var tags: [String] = []
    private var part: Int?
    private var frames: [PartFrames.Frame] = []
    private var isEnd = false
    private var entries: Int64?
    private var tar: Int64?
    private var parts: Int?

    mutating func take(
        _ key: ArraySlice<UInt8>, from cursor: inout LineCursor
    ) throws(Refusal) {
        // Entries are nearly all there is, and their keys have one letter.
        if key.count == 1, let letter = key.first {
            return try entry.take(letter, from: &cursor)
        }
        guard seen.insert(Array(key)).inserted else {
            throw Refusal(reason: "a key is repeated")
        }
        switch String(decoding: key, as: UTF8.self) {
        case "holdfast": isHeader = try cursor.string().elementsEqual("entries".utf8)
        case "version": version = try cursor.amount()
        case "host": host = try cursor.string()
        case "paths": paths = try Self.texts(&cursor)
        case "tags": tags = try Self.texts(&cursor)
        case "part": part = try cursor.number(Int.self)
        case "frames": frames = try Self.frames(&cursor)
        case "end": isEnd = try cursor.isTrue()
        case "entries": entries = try cursor.amount()
        case "tar": tar = try cursor.amount()
        case "parts": parts = try cursor.number(Int.self)
        default: try cursor.skipValue()
        }
    }

    func line() throws(Refusal) -> IndexLine {
        if isHeader {
            guard let version, let host else {
                throw Refusal(reason: "the first line lacks a field")
            }
            guard version == FormatVersion.number else {
                throw Refusal(reason: "it is of a later format", isOfLaterFormat: true)
            }
            return .details(
                SnapshotDetails(
                    hostName: String(decoding: host, as: UTF8.self), paths: paths, tags: tags))
        }
        if let part {
            guard (1...PartName.numberMax).contains(part), !frames.isEmpty else {
                throw Refusal(reason: "a part has no number or no frames")
            }
            return .part(PartFrames(part: PartName(part), frames: frames))
        }
        if isEnd {
            guard let entries, let tar, let parts else {
                throw Refusal(reason: "the last line lacks a field")
            }
            return .end(IndexEnd(entries: entries, tar: tar, parts: parts))
        }
        return .entry(try entry.record())
    }

    /// As many as a line holds: writers were not always held to a number.
    private static func texts(_ cursor: inout LineCursor) throws(Refusal) -> [String] {
        var texts: [String] = []
        try cursor.list { (cursor) throws(Refusal) in
            texts.append(String(decoding: try cursor.text(), as: UTF8.self))
        }
        return texts
    }

    private static func frames(_ cursor: inout LineCursor) throws(Refusal) -> [PartFrames.Frame] {
        var frames: [PartFrames.Frame] = []
        try cursor.list { (cursor) throws(Refusal) in
            var numbers = InlineArray<4, Int64>(repeating: 0)
            var count = 0
            try cursor.list { (cursor) throws(Refusal) in
                guard count < 4 else { throw Refusal(reason: "a frame has too many numbers") }
                numbers[count] = try cursor.amount()
                count += 1
            }
            guard count == 4, frames.count < ArchiveLimits.framesPerPartMax else {
                throw Refusal(reason: "a frame lacks a number, or there are too many")
            }
            frames.append(
                PartFrames.Frame(
                    offset: numbers[0], size: numbers[1], tarOffset: numbers[2],
                    tarSize: numbers[3]))
        }
        return frames
    }
}
