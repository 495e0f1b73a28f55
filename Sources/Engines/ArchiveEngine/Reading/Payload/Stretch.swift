internal import Engine

/// Frames of one part that follow on each other: what is read with one request.
struct Stretch: Sendable {
    let part: Manifest.Part
    let frames: ArraySlice<PartFrames.Frame>

    /// In the part's plain content.
    var plain: Range<Int64> {
        guard let first = frames.first, let last = frames.last else { return 0..<0 }
        return first.offset..<(last.offset + last.size)
    }
}

/// Which of a snapshot's content is wanted.
enum ContentWish: Sendable {
    case all
    case chosen(EntryChoice)
    /// One range of the tar file.
    case range(Range<Int64>)
}

/// Finds the frames that hold what is wanted, in the order of the payload, by going through the
/// index. Memory does not grow with the snapshot.
struct StretchPlanner: ~Copyable {
    private var frames: FrameCursor
    private let manifest: Manifest
    private let wish: ContentWish
    private var entries: EntryCursor?
    /// The part of the tar file that is looked for, and nil when there is none after it.
    private var want: Range<Int64>?
    private var hasBegun = false
    private var ready: [Stretch] = []
    private var given = 0

    init(_ source: IndexSource, _ wish: ContentWish) throws {
        manifest = source.manifest
        self.wish = wish
        switch wish {
        case .all:
            want = 0..<max(1, source.manifest.totals.tar)
            entries = nil
        case .range(let range):
            want = range
            entries = nil
        case .chosen: entries = try EntryCursor(source)
        }
        frames = try FrameCursor(source)
    }

    /// nil after the last.
    mutating func next() throws(EngineError) -> Stretch? {
        if !hasBegun {
            hasBegun = true
            if case .chosen = wish { want = try nextWant() }
        }
        while given == ready.count {
            guard want != nil, let part = try frames.next() else { return nil }
            ready = try stretches(of: part)
            given = 0
        }
        defer { given += 1 }
        return ready[given]
    }

    private mutating func nextWant() throws(EngineError) -> Range<Int64>? {
        guard case .chosen(let choice) = wish else { return nil }
        while let record = try entries?.next() {
            guard record.hasData, let range = record.tarRange,
                choice.admits(record.path, record.kind)
            else { continue }
            return range
        }
        return nil
    }

    private mutating func stretches(of part: PartFrames) throws(EngineError) -> [Stretch] {
        let described = manifest.parts[part.part.number - 1]
        var found: [Stretch] = []
        var start: Int?
        for (place, frame) in part.frames.enumerated() {
            if try holdsWanted(frame) {
                start = start ?? place
            } else if let first = start {
                found.append(Stretch(part: described, frames: part.frames[first..<place]))
                start = nil
            }
        }
        if let start { found.append(Stretch(part: described, frames: part.frames[start...])) }
        return found
    }

    /// Moves on to the first range that ends in this frame or behind it.
    private mutating func holdsWanted(_ frame: PartFrames.Frame) throws(EngineError) -> Bool {
        while let want, want.upperBound <= frame.tarOffset { self.want = try nextWant() }
        guard let want else { return false }
        return want.lowerBound < frame.tarOffset + frame.tarSize
    }
}
