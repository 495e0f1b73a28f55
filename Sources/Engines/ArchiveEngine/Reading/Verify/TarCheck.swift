internal import Connector
internal import Cryptography
internal import Engine
internal import Tar

/// Compares the tar file with the index, entry by entry, as its frames come. Where frames are
/// missing it goes on at the next entry that begins behind them.
struct TarCheck: ~Copyable {
    private let source: IndexSource
    private var entries: EntryCursor
    /// The entry that is expected next, or that is being read.
    private var record: EntryRecord?
    private var isInside = false
    private var reader = TarReader()
    /// Where in the tar file the reader is; nil when it has lost its place.
    private var place: Int64? = 0
    private var hasEnded = false
    private var hash = SHA256()

    init(_ source: IndexSource) throws {
        self.source = source
        entries = try EntryCursor(source)
    }

    mutating func take(
        _ frame: PartFrames.Frame, _ outcome: PartCheck.Outcome, _ damage: inout DamageMap
    ) throws {
        guard case .whole(let content) = outcome else {
            place = nil
            isInside = false
            return
        }
        if place != frame.tarOffset { isInside = false }
        var position = 0
        do {
            if place != frame.tarOffset {
                guard let start = try resume(in: frame) else { return }
                position = start
            }
            while let event = try reader.next(content.span, from: &position) {
                try take(event, content, &damage)
            }
            place = frame.tarOffset + frame.tarSize
        } catch let error as TarError {
            damage.add(
                "the payload is no tar file from byte \(error.offset) on: \(error.detail)",
                [frame.tarOffset..<(frame.tarOffset + frame.tarSize)])
            place = nil
            isInside = false
        }
    }

    /// Finds the first entry that begins in this frame; nil when none does.
    private mutating func resume(in frame: PartFrames.Frame) throws -> Int? {
        place = nil
        if record == nil { record = try nextRecord() }
        while let offset = record?.headerOffset, offset < frame.tarOffset {
            record = try nextRecord()
        }
        guard let offset = record?.headerOffset, offset < frame.tarOffset + frame.tarSize else {
            return nil
        }
        reader = TarReader(startingAt: offset)
        return Int(offset - frame.tarOffset)
    }

    private mutating func take(
        _ event: TarReader.Event, _ content: [UInt8], _ damage: inout DamageMap
    ) throws {
        switch event {
        case .entry(let entry):
            try begin(entry, &damage)
            _ = hash.finish()
        case .content(let range, _): hash.update(content.span.extracting(range))
        case .entryEnd:
            guard isInside, let done = record else { return }
            let digest = hash.finish()
            if let expected = done.digest, digest != expected, done.kind == .file {
                damage.add("content is not what was backed up", done.path)
            }
            record = nil
            isInside = false
        case .end: hasEnded = true
        }
    }

    /// Goes on to the entry of the index that should be here.
    private mutating func begin(
        _ entry: TarEntry, _ damage: inout DamageMap
    ) throws {
        if record == nil || isInside { record = try nextRecord() }
        isInside = false
        while let passed = record, let offset = passed.headerOffset, offset < reader.entryOffset {
            damage.add("it is in the index and not in the payload", passed.path)
            record = try nextRecord()
        }
        guard let expected = record, expected.headerOffset == reader.entryOffset else {
            let path = EntryPath(bytes: entry.path)
            let message = "the payload has an entry that is not in the index"
            if let path { damage.add(message, path) } else { damage.add(message, []) }
            return
        }
        isInside = true
        if !expected.agrees(with: entry, contentAt: reader.offset) {
            damage.add("index and payload contradict each other", expected.path)
        }
    }

    /// Sockets are in the index alone.
    private mutating func nextRecord() throws(EngineError) -> EntryRecord? {
        while let record = try entries.next() {
            if record.headerOffset != nil { return record }
        }
        return nil
    }

    /// To be called after the last frame: the rest of the index has to be sound too.
    mutating func finish(_ damage: inout DamageMap) throws {
        let isWhole = place == source.manifest.totals.tar
        if isWhole, record != nil || isInside { damage.add("the payload ends too early", []) }
        var missing = 0
        while let record = try entries.next() {
            if isWhole, record.headerOffset != nil { missing += 1 }
        }
        if missing > 0 { damage.add("\(missing) entries of the index are not in the payload", []) }
        if isWhole, !hasEnded { damage.add("the tar file has no end", []) }
    }
}
