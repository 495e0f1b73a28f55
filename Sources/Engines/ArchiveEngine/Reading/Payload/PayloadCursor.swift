internal import Compression
internal import Connector
internal import Cryptography
internal import Engine
internal import Tar

/// Goes forward through the tar file that the wanted frames hold, finds entries in it by their
/// place, and compares what is there with what the index says of them. Of one thread.
final class PayloadCursor {
    private let feed: FrameFeed
    private let title: String
    private let progress: RunProgress
    private var current: Frame?
    private var place: FrameFeed.Place?
    /// In the current frame.
    private var position = 0
    private var reader = TarReader()
    /// Of the current entry, what is in the current frame and was not taken yet.
    private var content: Range<Int> = 0..<0
    private var isAtEnd = true
    /// nil while somebody else hashes what is read.
    private var hash: ContentHash?
    private let ownHash = ContentHash()

    init(_ feed: FrameFeed, of snapshot: SealedSnapshot, _ progress: RunProgress) {
        self.feed = feed
        title = "\(snapshot.run)"
        self.progress = progress
    }

    /// Goes to an entry, which is not before where the cursor is, and gives what tar says of it.
    /// - Throws: `.damaged` where that is not what the index says.
    func begin(_ record: EntryRecord) throws -> TarEntry {
        guard let offset = record.headerOffset else {
            preconditionFailure("\(record.kind) is not in the payload")
        }
        try seek(to: offset)
        reader = TarReader(startingAt: offset)
        content = 0..<0
        guard let entry = try header(of: record), reader.entryOffset == offset else {
            throw contradiction(record)
        }
        guard record.agrees(with: entry, contentAt: reader.offset) else {
            throw contradiction(record)
        }
        isAtEnd = false
        ownHash.begin()
        hash = ownHash
        return entry
    }

    /// From here to the end of the entry somebody else hashes.
    func leaveHash() { hash = nil }

    /// Appends what comes next of the entry's data; nothing at its end.
    func read(into room: inout OutputSpan<UInt8>) throws {
        let before = room.count
        while room.freeCapacity > 0, !isAtEnd {
            if content.isEmpty {
                // What is there at once is enough.
                if room.count > before { return }
                try advance()
            } else {
                let count = min(content.count, room.freeCapacity)
                let taken = content.lowerBound..<(content.lowerBound + count)
                withCurrent { bytes in
                    let piece = bytes.extracting(taken)
                    hash?.update(piece)
                    piece.copy(into: &room)
                }
                content = taken.upperBound..<content.upperBound
            }
        }
    }

    /// Reads what is left of the entry, and says what the hash of all its data is; nil where that
    /// was left to somebody else.
    func finish() throws -> SHA256Digest? {
        while !isAtEnd {
            if content.isEmpty {
                try advance()
            } else {
                withCurrent { hash?.update($0.extracting(content)) }
                content = 0..<0
            }
        }
        return hash?.finish()
    }

    // MARK: Frames

    /// nil where the tar file has none at this place.
    private func header(of record: EntryRecord) throws -> TarEntry? {
        do {
            guard case .entry(let entry)? = try nextEvent() else { return nil }
            return entry
        } catch let error as EngineError where error.underlying is TarError {
            return nil
        }
    }

    private func advance() throws {
        switch try nextEvent() {
        case .content(let range, _)?: content = range
        case .entryEnd?: isAtEnd = true
        case .entry?, .end?, nil: throw EngineError.damaged("the payload of \(title) ends early")
        }
    }

    private func nextEvent() throws -> TarReader.Event? {
        while true {
            do {
                if let event = try stepInFrame() { return event }
            } catch {
                throw EngineError(
                    reading: error, of: "\(partName) in snapshot \(title)")
            }
            let end = tar.upperBound
            try takeFrame()
            guard tar.lowerBound == end else { return nil }
        }
    }

    private func stepInFrame() throws(TarError) -> TarReader.Event? {
        var event: TarReader.Event?
        var failure: TarError?
        withCurrent { bytes in
            do throws(TarError) {
                event = try reader.next(bytes, from: &position)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return event
    }

    private func seek(to offset: Int64) throws {
        while offset >= tar.upperBound { try takeFrame() }
        guard offset >= tar.lowerBound else {
            throw EngineError.damaged("the index of \(title) goes back in the payload")
        }
        position = Int(offset - tar.lowerBound)
    }

    private func takeFrame() throws {
        let size = Int64(tar.count)
        if size > 0 { progress.update { $0.bytes += size } }
        // The old one first: it holds a buffer that the next one may wait for.
        current = nil
        place = nil
        position = 0
        guard let next = try feed.next() else {
            throw EngineError.damaged("the payload of snapshot \(title) ends too early")
        }
        place = next.place
        current = next.takeContent()
    }

    /// Which part of the tar file the current frame holds.
    private var tar: Range<Int64> {
        guard let frame = place?.frame else { return 0..<0 }
        return frame.tarOffset..<(frame.tarOffset + frame.tarSize)
    }

    private var partName: String { place.map { "\($0.part)" } ?? "the payload" }

    private func withCurrent(_ body: (Span<UInt8>) -> Void) {
        switch current {
        case .some(let frame): frame.withBytes(body)
        case nil: body(Span())
        }
    }

    private func contradiction(_ record: EntryRecord) -> EngineError {
        .damaged(
            "index and payload of snapshot \(title) contradict each other about \(record.path) "
                + "in \(partName)")
    }
}
