internal import Compression
internal import Connector
internal import Cryptography
internal import Engine
internal import Host
internal import Synchronization
internal import Values

/// One reading of the source, for all vaults that stand at the same place: nothing done yet, or the
/// same part finished by an earlier attempt.
///
/// A thread reads and makes tar, some compress, and the task that runs this takes finished frames
/// in their order and hands them to every vault.
final class BackupPass: Sendable {
    /// Sealed and hashed between two looks at whether to hand on.
    private static let sliceSize = 256 << 10

    let lanes: [VaultLane]
    let start: ResumePoint
    private let job: BackupJob
    /// One for the task that takes, which works hard, and one for each vault.
    private let threads: ThreadPool
    private let progress: RunProgress
    private let pipeline: FramePipeline
    private let marks = Mutex<[FrameMark]>([])
    private let log: Mutex<IssueLog>
    private let unseen = Mutex(0)

    /// Where a pass that was not interrupted has ended.
    struct End: Sendable {
        let position: WalkPosition
        let indexSize: Int64
    }

    init(
        _ lanes: [VaultLane], from start: ResumePoint, job: BackupJob,
        settings: ArchiveEngine.Settings, threads: ThreadPool, progress: RunProgress
    ) throws {
        self.lanes = lanes
        self.start = start
        self.job = job
        self.threads = threads
        self.progress = progress
        log = Mutex(start.position.issues)
        pipeline = try FramePipeline(
            .compress(level: settings.level, probing: .samples), workers: settings.workers,
            frameSize: settings.frameSize)
    }

    /// As far as the reading has come.
    var issues: IssueLog { log.withLock { $0 } }

    /// How many entries were met where an earlier attempt had been, and are not in what it stored.
    var newcomers: Int { unseen.withLock { $0 } }

    /// Ends everything; to be continued another time.
    func cancel() {
        let error = EngineError(.cancelled, "the backup was cancelled")
        pipeline.cancel(error)
        for lane in lanes { lane.fail(error) }
    }

    /// Reads the source to its end, and stores all parts and the index's spool.
    /// - Throws: What ends the reading. A vault's failure is in its lane.
    func run() async throws -> End {
        let reader = try startReading()
        do {
            let end = try await withTaskExecutorPreference(threads) { try await take() }
            await reader.value()
            return end
        } catch {
            pipeline.cancel(error)
            for lane in lanes { lane.fail(error) }
            await reader.value()
            throw error
        }
    }

    // MARK: Reading

    private func startReading() throws -> Completion {
        let completion = Completion()
        let thread = try HostThread.start(name: "archive read", role: .blocking) { [self] in
            do {
                try read()
            } catch {
                pipeline.cancel(error)
            }
            completion.complete()
        }
        thread.detach()
        return completion
    }

    private func read() throws {
        let (feed, newcomers) = try start.feed(job.source, policy: job.issuePolicy)
        unseen.withLock { $0 = newcomers }
        log.withLock { $0 = feed.issues }
        var isMore = true
        while isMore {
            try pipeline.fill { room in
                let before = room.count
                isMore = try feed.fill(&room)
                // The frame goes on its way when this returns, so its mark has to be there.
                if room.count > before { note(feed) }
            }
        }
        try pipeline.finish()
    }

    private func note(_ feed: TarFeed) {
        let mark = feed.takeMark()
        marks.withLock { $0.append(mark) }
        let issues = feed.issues
        log.withLock { $0 = issues }
        progress.update { state in
            state.entries = mark.position.entries
            state.bytes = mark.position.content
            state.issues = issues.count
            if let path = mark.position.open?.record.path ?? mark.position.last {
                state.current = path.description
            }
        }
    }

    // MARK: Taking

    private func take() async throws -> End {
        let writers = lanes.map(LaneWriter.init)
        var index = try IndexBuffer(after: start.indexSize)
        if start.isBeginning { try index.append(details) }
        var part = PartDraft(start.nextPart, at: start.position.tar)
        var last = start.position
        while let frame = try await pipeline.nextFrame() {
            // Nothing at all still makes one frame, of nothing.
            guard frame.plainCount > 0 else { continue }
            let mark = marks.withLock { $0.removeFirst() }
            part.append(size: frame.count, tarSize: frame.plainCount)
            try await hand(frame, of: part.name, to: writers)
            try index.append(mark.lines)
            try await spool(index.take())
            last = mark.position
            if part.isFull(at: start.partSize) {
                try await close(part, at: last, &index, writers)
                guard let next = part.name.next else {
                    throw EngineError(.source, "the source is too large for so small parts")
                }
                part = PartDraft(next, at: part.tarEnd)
            }
        }
        if !part.isEmpty { try await close(part, at: last, &index, writers) }
        let closing = IndexEnd(
            entries: last.entries, tar: last.tar,
            parts: part.isEmpty ? part.name.number - 1 : part.name.number)
        var line: [UInt8] = []
        IndexLine.end(closing).append(to: &line)
        try index.append(line)
        try index.cut()
        try await spool(index.take())
        return End(position: last, indexSize: index.size)
    }

    private var details: [UInt8] {
        var line: [UInt8] = []
        IndexLine.details(job.details).append(to: &line)
        return line
    }

    /// Seals the frame for every vault that is still there.
    private func hand(
        _ frame: borrowing Frame, of part: PartName, to writers: [LaneWriter]
    ) async throws {
        for writer in writers where writer.lane.failure == nil {
            do {
                if !writer.isOpen { try await writer.begin(writer.lane.layout.part(part)) }
                var position = 0
                while position < frame.count {
                    let end = min(position + Self.sliceSize, frame.count)
                    frame.withBytes { writer.write($0.extracting(position..<end)) }
                    try await writer.handOn()
                    position = end
                }
            } catch {
                writer.lane.fail(error)
            }
        }
        try requireSomebody()
        let sent = Int64(frame.count)
        progress.update { $0.transferred += sent }
    }

    private func close(
        _ part: PartDraft, at position: WalkPosition, _ index: inout IndexBuffer,
        _ writers: [LaneWriter]
    ) async throws {
        var line: [UInt8] = []
        IndexLine.part(PartFrames(part: part.name, frames: part.frames)).append(to: &line)
        try index.append(line)
        try index.cut()
        try await spool(index.take())
        let indexSize = index.size
        for writer in writers where writer.lane.failure == nil {
            do {
                try await writer.finish { size, digest in
                    JournalPart(
                        part: part.part(size: size, digest: digest), indexSize: indexSize,
                        position: position)
                }
            } catch {
                writer.lane.fail(error)
            }
        }
        try requireSomebody()
    }

    private func spool(_ bytes: [UInt8]) async throws {
        guard !bytes.isEmpty else { return }
        for lane in lanes where lane.failure == nil {
            do {
                try await lane.disk.appendIndex(bytes)
            } catch {
                lane.fail(error)
            }
        }
        try requireSomebody()
    }

    private func requireSomebody() throws {
        if lanes.allSatisfy({ $0.failure != nil }) { throw NobodyLeft() }
    }
}

/// All vaults have failed, so there is nobody to read for.
struct NobodyLeft: Error {}
