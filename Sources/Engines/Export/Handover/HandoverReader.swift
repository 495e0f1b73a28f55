package import Connector

/// Entries as another machine tells them, the way `HandoverWriter` writes. Nothing of it lies
/// anywhere, and each word is looked at before it counts.
package final class HandoverReader: EntryStream {
    private let source: () throws -> [UInt8]?
    private var chunk: ArraySlice<UInt8> = []
    /// Of the frame of content that is being read.
    private var contentLeft = 0
    /// Whether frames of a file's content may follow.
    private var isInContent = false
    private var isOver = false

    /// - Parameter source: The next piece, nil at the end; blocks. What it throws ends the stream.
    package init(_ source: @escaping () throws -> [UInt8]?) {
        self.source = source
    }

    package let contentOutlivesNext = false

    /// - Throws: `HandoverFailure` in words of whoever sends, `HandoverError` where what came is
    ///   none, and what the source throws.
    package func next() throws -> StreamItem? {
        try passOver()
        guard !isOver else { return nil }
        let (kind, size) = try head()
        switch kind {
        case .entry:
            var fields = HandoverFields(try frame(size))
            let told = try fields.entry()
            try fields.finish()
            isInContent = told.hasContent
            return .entry(told.hasContent ? ArrivingContent.entry(told, self) : told.entry)
        case .issue: return .issue(try issue(size))
        case .end:
            // Only now does the source prove that nothing was cut off.
            guard size == 0, chunk.isEmpty, try source() == nil else {
                throw HandoverError.malformed
            }
            isOver = true
            return nil
        case .failure: throw try failure(size)
        case .content, .contentEnd: throw HandoverError.malformed
        }
    }

    /// Some of the content of the file before; nil at its end.
    fileprivate func content(into room: inout OutputSpan<UInt8>) throws -> ContentOutcome? {
        while contentLeft == 0 {
            guard isInContent else { throw HandoverError.malformed }
            let (kind, size) = try head()
            switch kind {
            case .content: contentLeft = size
            case .contentEnd:
                isInContent = false
                var fields = HandoverFields(try frame(size))
                let outcome = try fields.outcome()
                try fields.finish()
                return outcome
            case .issue:
                isInContent = false
                throw try issue(size)
            case .failure: throw try failure(size)
            case .entry, .end: throw HandoverError.malformed
            }
        }
        try fill()
        let piece = chunk.prefix(min(contentLeft, room.freeCapacity))
        for byte in piece { room.append(byte) }
        chunk = chunk.dropFirst(piece.count)
        contentLeft -= piece.count
        return nil
    }

    /// What nobody read of the file before.
    private func passOver() throws {
        while isInContent || contentLeft > 0 {
            if contentLeft > 0 {
                try fill()
                let count = min(contentLeft, chunk.count)
                chunk = chunk.dropFirst(count)
                contentLeft -= count
                continue
            }
            let (kind, size) = try head()
            switch kind {
            case .content: contentLeft = size
            case .contentEnd, .issue:
                isInContent = false
                _ = try frame(size)
            case .failure: throw try failure(size)
            case .entry, .end: throw HandoverError.malformed
            }
        }
    }

    // MARK: Frames

    private func head() throws -> (HandoverFrame, Int) {
        var fields = HandoverFields(try frame(HandoverFrame.headSize))
        guard let kind = HandoverFrame(rawValue: try fields.number()) else {
            throw HandoverError.malformed
        }
        let size = Int(try fields.number(UInt32.self))
        let limit = kind == .content ? HandoverFrame.contentMax : HandoverFrame.sizeMax
        guard size <= limit else { throw HandoverError.malformed }
        return (kind, size)
    }

    private func frame(_ size: Int) throws -> [UInt8] {
        var frame: [UInt8] = []
        while frame.count < size {
            try fill()
            let piece = chunk.prefix(size - frame.count)
            frame += piece
            chunk = chunk.dropFirst(piece.count)
        }
        return frame
    }

    private func fill() throws {
        while chunk.isEmpty {
            guard let piece = try source() else {
                throw HandoverError("the stream of entries ends in its middle")
            }
            chunk = piece[...]
        }
    }

    private func issue(_ size: Int) throws -> EntryIssue {
        var fields = HandoverFields(try frame(size))
        let issue = try fields.issue()
        try fields.finish()
        return issue
    }

    private func failure(_ size: Int) throws -> HandoverFailure {
        var fields = HandoverFields(try frame(size))
        let failure = try fields.failure()
        try fields.finish()
        // Whoever sends it learns that it was heard to its end.
        while try source() != nil {}
        return failure
    }
}

/// The content of a file that arrives. It can be opened until the stream is asked for what follows,
/// on the thread that takes from the stream.
private final class ArrivingContent: EntryContent, @unchecked Sendable {
    // `@unchecked Sendable`: the stream belongs to the thread that takes from it, and a stream
    // whose content does not outlive `next` is opened by no other.

    private let stream: HandoverReader
    private let told: HandoverEntry

    private init(_ stream: HandoverReader, _ told: HandoverEntry) {
        self.stream = stream
        self.told = told
    }

    static func entry(_ told: HandoverEntry, _ stream: HandoverReader) -> Entry {
        let entry = told.entry
        return Entry(
            path: entry.path, kind: entry.kind, metadata: entry.metadata, size: entry.size,
            content: ArrivingContent(stream, told), digest: entry.digest,
            dataSize: entry.dataSize)
    }

    func open() throws -> any ContentReader { ArrivingReader(stream, told) }
}

private final class ArrivingReader: ContentReader {
    private let stream: HandoverReader
    let size: Int64
    let extents: [DataExtent]?
    private var left: Int64
    private var outcome: ContentOutcome?

    init(_ stream: HandoverReader, _ told: HandoverEntry) {
        self.stream = stream
        size = told.entry.size
        extents = told.extents
        left = told.extents.map { $0.reduce(0) { $0 + $1.count } } ?? told.entry.size
    }

    func read(into room: inout OutputSpan<UInt8>) throws {
        guard outcome == nil, room.freeCapacity > 0 else { return }
        let before = room.count
        outcome = try stream.content(into: &room)
        left -= Int64(room.count - before)
        guard left >= 0 else { throw HandoverError.malformed }
    }

    /// Less than was announced is for whoever reads to see.
    func finish() throws -> ContentOutcome {
        if let outcome { return outcome }
        var nothing: [UInt8] = []
        try nothing.append(addingCapacity: 1) { room in
            outcome = try stream.content(into: &room)
        }
        guard let outcome else { throw HandoverError.malformed }
        return outcome
    }
}
