internal import Connector
internal import Engine
internal import Host
internal import Values

/// Takes entries from the source, has content read where somebody needs it, and puts the trees
/// together in the order of the walk. Holds a bounded number of entries at a time, and the names of
/// files that have several.
final class SourceWalk {
    /// Entries that were taken and are not in a tree yet, because content before them is still on
    /// its way.
    private static let pendingMax = 4096
    /// Small files that one worker takes at once.
    private static let batchMax = 64
    private static let batchSizeMax: Int64 = 4 << 20
    /// Some milliseconds.
    private static let reportEvery: Int64 = 512

    private let pass: BackupPass
    private let stream: any EntryStream
    private let memories: [LaneMemory]
    private let worker: PassWorker
    private var pending = PendingSlots()
    private var batch: [EntrySlot] = []
    private var batchSize: Int64 = 0
    private var assemblies: [TreeAssembly]
    private var links = LinkedContent()
    /// What has no content has none in every way of cutting.
    private let noContent: [[BlobID]]
    private var end: BackupPass.End

    init(_ pass: BackupPass, _ stream: any EntryStream, _ memories: [LaneMemory]) throws {
        self.pass = pass
        self.stream = stream
        self.memories = memories
        worker = try PassWorker(pass)
        assemblies = pass.ways.chunkers.map { _ in TreeAssembly() }
        noContent = pass.ways.chunkers.map { _ in [] }
        end = BackupPass.End(trees: [], totals: SourceTotals(), changes: [])
    }

    func run() throws -> BackupPass.End {
        for memory in memories { memory.begin() }
        while let item = try stream.next() {
            switch item {
            case .issue(let issue): try pass.note(issue)
            case .entry(let entry): try take(entry)
            }
            try settle()
        }
        handOverBatch()
        while let slot = pending.first {
            try help(until: slot)
            try settle()
        }
        end.trees = try assemblies.indices.map { cut in
            try assemblies[cut].finish { try worker.storeTree($0, cut: cut) }
        }
        end.changes = memories.map(\.changes)
        return end
    }

    // MARK: Taking

    private func take(_ entry: Entry) throws {
        if let known = entry.kind == .file ? knownContent(of: entry) : noContent {
            guard pending.isEmpty else { return pending.append(EntrySlot(entry, known: known)) }
            // Nothing before it is on its way, as in a backup in which nothing is new.
            return try settle(entry, known, size: entry.size, isTorn: false)
        }
        let slot = EntrySlot(reading: entry, cuts: pass.ways.count)
        pending.append(slot)
        if !stream.contentOutlivesNext {
            try worker.readLarge(slot)
        } else if entry.size > Int64(Chunker.sizeMin) {
            pass.state.change { $0.add(.largeFile(slot)) }
        } else {
            batch.append(slot)
            batchSize += entry.size
            if batch.count >= Self.batchMax || batchSize >= Self.batchSizeMax { handOverBatch() }
        }
        if pending.count > Self.pendingMax, let first = pending.first {
            handOverBatch()
            try help(until: first)
        }
    }

    /// By the way of cutting, when every vault that is still there knows it, and those that cut
    /// alike know the same.
    private func knownContent(of entry: Entry) -> [[BlobID]]? {
        if memories.count == 1 { return memories[0].content(of: entry).map { [$0] } }
        var contents: [[BlobID]?] = pass.ways.chunkers.map { _ in nil }
        var isKnown = true
        for ((lane, cut), memory) in zip(pass.ways.lanes, memories) {
            // Everybody is asked, since each cursor has to keep up.
            let content = memory.content(of: entry)
            guard lane.failure == nil else { continue }
            guard let content, contents[cut] == nil || contents[cut] == content else {
                isKnown = false
                continue
            }
            contents[cut] = content
        }
        return isKnown ? contents.map { $0 ?? [] } : nil
    }

    private func handOverBatch() {
        guard !batch.isEmpty else { return }
        let full = batch
        pass.state.change { $0.add(.files(full)) }
        batch = []
        batchSize = 0
    }

    /// Works until the content of an entry is there.
    private func help(until slot: EntrySlot) throws {
        enum Turn {
            case work(PassState.Work)
            case done
        }
        while !slot.isDone {
            let turn: Turn = try pass.state.wait { state in
                if let failure = state.failure { throw failure }
                if slot.isDone { return .done }
                return state.take().map { .work($0) }
            }
            guard case .work(let work) = turn else { return }
            try worker.perform(work)
        }
    }

    // MARK: Trees

    /// Puts into the trees what is complete, in order.
    private func settle() throws {
        while let slot = pending.first, slot.isDone {
            pending.removeFirst()
            try settle(slot)
        }
    }

    private func settle(_ slot: EntrySlot) throws {
        let outcome = slot.outcome
        if let failure = outcome.failure { return try pass.note(failure) }
        try settle(slot.entry, outcome.content, size: outcome.size, isTorn: outcome.isTorn)
    }

    private func settle(
        _ taken: Entry, _ pieces: [[BlobID]], size: Int64, isTorn: Bool
    ) throws {
        var entry = taken
        var content = LinkedContent.Content(kind: entry.kind, pieces: pieces, size: size)
        if case .hardLink(let first) = entry.kind {
            guard let linked = links.content(of: first) else {
                return try pass.note(
                    EntryIssue(
                        .unreadable, entry.path,
                        "\(entry.path) is another name of \(first), which is not in the backup"))
            }
            content = linked
            entry = Entry(
                path: entry.path, kind: linked.kind, metadata: entry.metadata,
                identity: entry.identity)
        } else {
            if entry.kind != .folder, entry.identity?.linkCount ?? 1 > 1 {
                links.add(content, of: entry.path)
            }
            if entry.kind == .file, !isTorn { remember(entry, content) }
        }
        // Nobody can restore one; whoever listens makes it again.
        if entry.kind == .socket { return }
        try add(entry, content)
        count(entry, content.size)
    }

    private func add(_ entry: Entry, _ content: LinkedContent.Content) throws {
        var node = TreeNode(entry)
        if node.kind == .file { node.size = UInt64(content.size) }
        for cut in assemblies.indices {
            if node.kind == .file { node.content = content.pieces[cut] }
            try assemblies[cut].add(node, at: entry.path) { try worker.storeTree($0, cut: cut) }
        }
    }

    private func remember(_ entry: Entry, _ content: LinkedContent.Content) {
        for ((_, cut), memory) in zip(pass.ways.lanes, memories) {
            memory.note(entry, size: content.size, content.pieces[cut])
        }
    }

    private func count(_ entry: Entry, _ size: Int64) {
        end.totals.entries += 1
        switch entry.kind {
        case .folder: end.folders += 1
        case .file:
            end.files += 1
            end.totals.size = end.totals.size + ByteCount(size)
        default: break
        }
        guard end.totals.entries.isMultiple(of: Self.reportEvery) else { return }
        let sent = pass.ways.lanes.reduce(0) { $0 + $1.lane.counts.sent }
        pass.passed(end.totals.entries, at: entry.path, sent: sent)
    }
}

/// Entries that wait for their turn.
private struct PendingSlots {
    private var slots: [EntrySlot?] = []
    private var start = 0

    var count: Int { slots.count - start }
    var isEmpty: Bool { start == slots.count }
    var first: EntrySlot? { start < slots.count ? slots[start] : nil }

    mutating func append(_ slot: EntrySlot) {
        slots.append(slot)
    }

    mutating func removeFirst() {
        slots[start] = nil
        start += 1
        // Taken ones go in bulk, so that taking one costs no copy of the rest.
        guard start >= 1024, start * 2 >= slots.count else { return }
        slots.removeFirst(start)
        start = 0
    }
}
