internal import Connector
internal import Engine
internal import Host
internal import Values

/// Reads files, cuts them and stores the pieces, on one thread.
final class PassWorker {
    private let pass: BackupPass
    private let store: BlobStore
    private var small = ChunkBuffer(capacity: Chunker.sizeMin + 1)
    private var zeros: BlobID?

    init(_ pass: BackupPass) throws {
        self.pass = pass
        store = try BlobStore(pass.ways, pass.settings)
    }

    /// Works until there is nothing more to come.
    func run() throws {
        while let work = try pass.nextWork() { try perform(work) }
    }

    func perform(_ work: PassState.Work) throws {
        switch work {
        case .piece(let piece): try perform(piece)
        case .files(let batch):
            for slot in batch { try readSmall(slot) }
            pass.state.change { _ in }
        case .largeFile(let slot):
            defer { pass.state.change { $0.finishedLargeFile() } }
            try readLarge(slot)
        }
    }

    /// Stores a tree.
    func storeTree(_ text: [UInt8], cut: Int) throws -> BlobID {
        try store.store(text.span, .tree, cut: cut)
    }

    // MARK: Pieces

    private func perform(_ piece: PassState.Piece) throws {
        let id = try piece.buffer.withBytes(0..<piece.count) {
            try store.store($0, .data, cut: piece.cut)
        }
        piece.slot.fill(cut: piece.cut, piece.place, id)
        giveBack([piece.buffer])
    }

    /// For whoever wants them. From then on they are another's, and not touched here any more.
    private func giveBack(_ buffers: [ChunkBuffer]) {
        for buffer in buffers { buffer.clear() }
        pass.state.change { $0.buffers += buffers }
    }

    /// An empty buffer that nobody uses. While there is none, what others wait for is done here.
    private func takeBuffer() throws -> ChunkBuffer {
        enum Turn {
            case buffer(ChunkBuffer)
            case piece(PassState.Piece)
        }
        while true {
            let turn: Turn = try pass.state.wait { state in
                if let failure = state.failure { throw failure }
                if let buffer = state.buffers.popLast() { return .buffer(buffer) }
                return state.takePiece().map { .piece($0) }
            }
            switch turn {
            case .buffer(let buffer): return buffer
            case .piece(let piece): try perform(piece)
            }
        }
    }

    // MARK: Files

    /// A file of no more than a chunk. One that has grown beyond it waits with the large ones: each
    /// of these holds buffers while it waits for more, and there are enough for so many at once.
    private func readSmall(_ slot: EntrySlot) throws {
        do {
            guard let reader = try slot.entry.content?.open() else {
                throw EntryIssue(
                    .unreadable, slot.entry.path, "\(slot.entry.path) has nothing to read")
            }
            guard reader.size <= Chunker.sizeMin else {
                return pass.state.change { $0.add(.largeFile(slot)) }
            }
            let feed = ContentFeed(reader)
            small.clear()
            while try feed.fill(small, atMost: Chunker.sizeMin + 1 - small.count) {}
            let isTorn = try finish(feed, slot)
            let id =
                small.count == 0
                ? nil : try small.withBytes(0..<small.count) { try store.store($0, .data) }
            slot.finish(single: id, size: feed.position, isTorn: isTorn)
            pass.read(feed.position)
        } catch let issue as EntryIssue {
            slot.fail(issue)
        }
    }

    func readLarge(_ slot: EntrySlot) throws {
        do {
            guard let reader = try slot.entry.content?.open() else {
                throw EntryIssue(
                    .unreadable, slot.entry.path, "\(slot.entry.path) has nothing to read")
            }
            try readLarge(slot, reader)
        } catch let issue as EntryIssue {
            slot.fail(issue)
        }
    }

    private func readLarge(_ slot: EntrySlot, _ reader: any ContentReader) throws {
        let feed = ContentFeed(reader)
        try requireFewHoles(feed, slot.entry.path)
        var cutters = try (0..<pass.ways.count).map { try Cutter($0, takeBuffer()) }
        defer { giveBack(cutters.map(\.buffer)) }
        while true {
            if cutters.allSatisfy(\.isEmpty), feed.zerosAhead >= Int64(Chunker.sizeMin) {
                try addZeros(slot)
                for index in cutters.indices { cutters[index].handedOver += Chunker.sizeMin }
                feed.skipZeros(Int64(Chunker.sizeMin))
                continue
            }
            let first = cutters[0].buffer
            let before = first.count
            guard try feed.fill(first, atMost: ChunkBuffer.readSize) else { break }
            pass.read(Int64(first.count - before))
            for cutter in cutters.dropFirst() {
                first.withBytes(before..<first.count) { cutter.buffer.append($0) }
            }
            for index in cutters.indices { try cut(&cutters[index], slot) }
        }
        let isTorn = try finish(feed, slot)
        for cutter in cutters {
            let inPieces = cutter.handedOver + cutter.buffer.count
            precondition(inPieces == Int(feed.position), "a piece holds every byte that was read")
        }
        for cutter in cutters where !cutter.isEmpty {
            let place = slot.reserve(cut: cutter.way)
            let id = try cutter.buffer.withBytes(0..<cutter.buffer.count) {
                try store.store($0, .data, cut: cutter.way)
            }
            slot.fill(cut: cutter.way, place, id)
        }
        slot.finish(size: feed.position, isTorn: isTorn)
    }

    /// Hands over the pieces that end in what was read.
    private func cut(_ cutter: inout Cutter, _ slot: EntrySlot) throws {
        let chunker = pass.ways.chunkers[cutter.way]
        while true {
            let (buffer, seen) = (cutter.buffer, cutter.seen)
            let end = buffer.withBytes(0..<buffer.count) { chunker.firstCut(in: $0, seen: seen) }
            guard let end else {
                cutter.seen = buffer.count
                return
            }
            let next = try takeBuffer()
            buffer.withBytes(end..<buffer.count) { next.append($0) }
            let piece = PassState.Piece(
                buffer: buffer, count: end, slot: slot, cut: cutter.way,
                place: slot.reserve(cut: cutter.way))
            cutter.buffer = next
            cutter.seen = 0
            cutter.handedOver += end
            pass.state.change { $0.add(.piece(piece)) }
        }
    }

    /// A hole costs nothing on the disk, and whoever may write there can make one of any size.
    private func requireFewHoles(_ feed: ContentFeed, _ path: EntryPath) throws {
        guard feed.holes > RepositoryLimits.holesMax else { return }
        throw EntryIssue(
            .unsupported, path,
            "\(path) has holes of \(ByteCount(feed.holes)), and a repository, which lists every "
                + "piece of them, takes \(ByteCount(RepositoryLimits.holesMax)) of a file at most"
        )
    }

    /// Zeros are cut at the smallest size, always: a hole is many times the same piece.
    private func addZeros(_ slot: EntrySlot) throws {
        let content = ZeroPiece.content
        let id = if let zeros { zeros } else { try store.store(content.span, .data) }
        zeros = id
        for cut in 0..<pass.ways.count { slot.fill(cut: cut, slot.reserve(cut: cut), id) }
        pass.read(Int64(ZeroPiece.size))
    }

    private func finish(_ feed: ContentFeed, _ slot: EntrySlot) throws -> Bool {
        guard case .torn(let how) = try feed.finish() else { return false }
        let path = slot.entry.path
        try pass.note(EntryIssue(.torn(how), path, "\(path) \(how.words) while it was read"))
        return true
    }
}

/// A file that is being cut in one way: what was read and belongs to the next piece.
private struct Cutter {
    let way: Int
    var buffer: ChunkBuffer
    /// Bytes of it in which no cut was found.
    var seen = 0
    /// Bytes of the file before it.
    var handedOver = 0

    init(_ way: Int, _ buffer: ChunkBuffer) {
        self.way = way
        self.buffer = buffer
    }

    var isEmpty: Bool { buffer.count == 0 }
}

extension EntryIssue.Tear {
    var words: String {
        switch self {
        case .shrank: "shrank"
        case .grew: "grew"
        case .changed: "changed"
        case .replaced: "was replaced"
        }
    }
}
