internal import Engine
internal import Values

/// A copy of snapshots from one repository to another: their blobs, then the index of these, then
/// the snapshots.
struct RepositoryCopy {
    /// Snapshots are stored when so many packs have come, so that an interrupted copy keeps them.
    private static let packsPerFlush = 32
    /// Blobs that are brought at a time: what is held of them does not grow with the repository.
    private static let stretch = 16 << 10

    /// A snapshot whose blobs are in packs that may still be open.
    private struct Ready {
        let line: Int
        let file: SnapshotFile
    }

    private let source: RepositoryVault
    private let target: RepositoryVault
    private let lock: RepositoryLock
    private let isRehearsal: Bool
    private let fence: @Sendable () async throws -> Void
    private let progress: RunProgress
    private var report = CopyReport()
    private var ready: [Ready] = []
    private var packs = 0

    init(
        from source: RepositoryVault, to target: RepositoryVault, _ lock: RepositoryLock,
        isRehearsal: Bool, fence: @escaping @Sendable () async throws -> Void,
        _ progress: RunProgress
    ) {
        self.source = source
        self.target = target
        self.lock = lock
        self.isRehearsal = isRehearsal
        self.fence = fence
        self.progress = progress
    }

    @concurrent
    mutating func run(_ names: [SnapshotID]?) async throws -> CopyReport {
        report.cutsAlike = source.config.chunkerPolynomial == target.config.chunkerPolynomial
        progress.update { $0.current = "snapshots" }
        let chosen = try await ChosenSnapshots.read(source, names)
        let known = KnownCopies(try await StoredSnapshots.read(target).list)
        var missing: [ChosenSnapshots.Snapshot] = []
        for (id, file) in chosen.list {
            if let copy = known.copy(of: id, file) {
                add(id, file, .isThere(SnapshotID(copy)))
            } else {
                add(id, file, .copied(nil))
                missing.append((id, file))
            }
        }
        if !missing.isEmpty { try await copy(missing) }
        for (id, error) in chosen.unreadable { add(id, nil, .failed(error)) }
        return report
    }

    private mutating func add(
        _ id: ObjectID, _ file: SnapshotFile?, _ outcome: CopyReport.Line.Outcome
    ) {
        report.lines.append(
            CopyReport.Line(
                snapshot: SnapshotID(id), time: file.map { Timestamp($0.time) },
                outcome: outcome))
    }

    private mutating func set(_ line: Int, _ outcome: CopyReport.Line.Outcome) {
        let old = report.lines[line]
        report.lines[line] = CopyReport.Line(
            snapshot: old.snapshot, time: old.time, outcome: outcome)
    }

    // MARK: Blobs

    private mutating func copy(_ snapshots: [ChosenSnapshots.Snapshot]) async throws {
        progress.update { $0.current = "index" }
        let index = try await source.loadIndex(progress)
        let targetIndex = try await target.loadIndex(progress)
        let fetcher = BlobFetcher(source, index, progress)
        let output = PackOutput(
            target, lock, open: PackRack.dataOpen, packsPerIndex: 4 * Self.packsPerFlush)
        var need = CopyNeed(index, targetIndex)
        for (id, file) in snapshots {
            guard let line = report.lines.firstIndex(where: { $0.snapshot == SnapshotID(id) })
            else { preconditionFailure("every chosen snapshot has its line") }
            progress.update { $0.current = "snapshot \(id.short)" }
            let before = need
            do {
                try await need.add(file.tree, fetcher, progress)
                try await carry(&need, fetcher, output)
            } catch {
                let fault = EngineError(error, at: source.place)
                guard fault.kind == .damaged else { throw fault }
                set(line, .failed(fault))
                // The next one may do without what is damaged.
                need.takeBack(to: before)
                continue
            }
            ready.append(Ready(line: line, file: file.copied(from: id)))
            if output.packsStored - packs >= Self.packsPerFlush { try await flush(output) }
        }
        try await flush(output)
    }

    /// What is needed and not there yet. It counts as being there as it comes.
    private mutating func carry(
        _ need: inout CopyNeed, _ fetcher: BlobFetcher, _ output: PackOutput
    ) async throws {
        let transfer = BlobTransfer(fetcher: fetcher, output: output, progress: progress)
        for kind in BlobKind.allCases {
            let all = need.rows(kind)
            for start in stride(from: 0, to: all.count, by: Self.stretch) {
                let rows = all[start..<min(start + Self.stretch, all.count)]
                let pieces = rows.map { need.piece($0, kind) }
                if !isRehearsal { try await transfer.carry(pieces, kind) }
                need.note(rows, kind)
                report.blobs += pieces.count
                let size = pieces.reduce(0) { $0 + Int64($1.place.length) }
                report.size = report.size + ByteCount(size)
            }
        }
    }

    // MARK: Snapshots

    private mutating func flush(_ output: PackOutput) async throws {
        guard !isRehearsal else { return }
        try await output.finish()
        packs = output.packsStored
        for one in ready {
            // Before each: a run may be taken away between two of them.
            try await fence()
            try lock.requireValid()
            let id = try await target.store(
                one.file.encoded(), in: .snapshots, beforeRepeating: fence)
            set(one.line, .copied(SnapshotID(id)))
        }
        ready = []
    }
}
