internal import Connector
internal import Cryptography

/// Reads one file straight into the frames, and hashes each piece while it is in the cache.
final class ContentFeed {
    /// Small enough for a core's own cache, large enough for a call to cost nothing.
    private static let pieceSize = 256 << 10
    private static let zeros = [UInt8](repeating: 0, count: pieceSize)

    /// Bytes that the payload still gets.
    private(set) var missing: Int64
    /// Why what is in the payload is not one state of the file.
    private(set) var tear: EntryRecord.Tear?
    /// What a person should know of it; at most one.
    private(set) var issue: EntryIssue?

    private let path: EntryPath
    /// nil once there is nothing more to come from it: the rest is zeros.
    private var reader: (any ContentReader)?
    private var segments: ArraySlice<ContentSegments.Segment>
    /// Of the first segment.
    private var segmentLeft: Int64
    private let hash: ContentHash
    private var isHashed = true
    /// Once the file is finished.
    private var final: SHA256Digest?

    /// - Parameter hash: Of nobody else until this is finished.
    init(
        _ reader: (any ContentReader)?, _ segments: ContentSegments, of path: EntryPath,
        _ hash: ContentHash
    ) {
        self.path = path
        self.hash = hash
        hash.begin()
        self.reader = reader
        self.segments = segments.list[...]
        missing = segments.size
        segmentLeft = self.segments.first?.count ?? 0
    }

    /// Of the data so far; nil where some of it cannot be known any more.
    var digest: SHA256Digest? { isHashed ? final ?? hash.digestSoFar : nil }

    /// Reads the next piece.
    func fill(_ room: inout OutputSpan<UInt8>) throws {
        let before = room.count
        try room.withRoom(atMost: Int(min(segmentLeft, Int64(Self.pieceSize)))) { room in
            guard segments.first?.isData == true, reader != nil else {
                _ = room.append(Self.zeros, from: Self.zeros.count - room.freeCapacity)
                return
            }
            try read(into: &room)
        }
        let count = room.count - before
        if isHashed { hash.update(room.span.extracting(before..<room.count)) }
        advance(by: Int64(count))
    }

    /// Goes over what an earlier attempt has written of the file: true when it is still the same.
    func skip(_ count: Int64, digest expected: SHA256Digest?) throws -> Bool {
        let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: Self.pieceSize)
        defer { unsafe memory.deallocate() }
        var left = count
        while left > 0, issue == nil, tear == nil {
            let piece = unsafe UnsafeMutableBufferPointer(
                rebasing: memory[..<Int(min(left, Int64(Self.pieceSize)))])
            var room = unsafe OutputSpan(buffer: piece, initializedCount: 0)
            try fill(&room)
            left -= Int64(unsafe room.finalize(for: piece))
        }
        return left == 0 && issue == nil && tear == nil && expected == digest
    }

    /// The file is not what it was when an earlier attempt began it: the rest of it becomes zeros.
    func giveUp(after count: Int64, of segments: ContentSegments, _ tear: EntryRecord.Tear) {
        reader = nil
        isHashed = false
        self.tear = tear
        self.segments = [.init(isData: false, count: segments.size - count)]
        segmentLeft = segments.size - count
        missing = segmentLeft
    }

    /// To be called after the last piece.
    func finish() throws {
        if isHashed { final = hash.finish() }
        try finishReading()
    }

    private func finishReading() throws {
        guard let reader else { return }
        do {
            if case .torn(let how) = try reader.finish() { note(how) }
        } catch let problem as EntryIssue {
            issue = problem
            tear = .unreadable
        }
    }

    // MARK: Steps

    private func read(into room: inout OutputSpan<UInt8>) throws {
        do {
            try reader?.read(into: &room)
            if room.count == 0 { try endEarly() }
        } catch let problem as EntryIssue {
            issue = problem
            tear = .unreadable
            reader = nil
        }
    }

    /// The file shrank; what is missing comes as zeros.
    private func endEarly() throws {
        try finishReading()
        if tear == nil { note(.shrank) }
        reader = nil
    }

    private func note(_ how: EntryIssue.Tear) {
        tear = EntryRecord.Tear(how)
        issue = EntryIssue(.torn(how), path, "\(path) \(how.words) while it was read")
    }

    private func advance(by count: Int64) {
        missing -= count
        segmentLeft -= count
        while segmentLeft == 0, !segments.isEmpty {
            segments = segments.dropFirst()
            segmentLeft = segments.first?.count ?? 0
        }
    }
}

extension EntryRecord.Tear {
    init(_ tear: EntryIssue.Tear) {
        self =
            switch tear {
            case .shrank: .shrank
            case .grew: .grew
            case .changed: .changed
            case .replaced: .replaced
            }
    }
}

extension EntryIssue.Tear {
    fileprivate var words: String {
        switch self {
        case .shrank: "shrank"
        case .grew: "grew"
        case .changed: "changed"
        case .replaced: "was replaced"
        }
    }
}
