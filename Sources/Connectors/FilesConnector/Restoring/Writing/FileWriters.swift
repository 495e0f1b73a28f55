internal import Connector
internal import Host
internal import Values

/// The threads that write small files and pieces of large ones, and what came of it.
final class FileWriters: Sendable {
    private struct State: Sendable {
        var waiting: [Batch] = []
        var free: [Batch]
        /// Batches that are being filled or written.
        var busy = 0
        var isClosed = false
        var failure: (any Error)?
        var report = RestoreReport()
    }

    /// Two batches for each writer, so that one is filled while the other is written.
    private static let batchesPerWriter = 2

    private let monitor: Monitor<State>
    private let us: Restorer

    init(count: Int, fileSizeMax: Int, by us: Restorer) {
        self.us = us
        let batches = (0...count * Self.batchesPerWriter).map { _ in Batch(roomFor: fileSizeMax) }
        monitor = Monitor(State(free: batches))
    }

    func start(_ count: Int) throws -> [HostThread] {
        var threads: [HostThread] = []
        do {
            for number in 1...count {
                threads.append(
                    try HostThread.start(name: "restore-\(number)", role: .blocking) {
                        self.work()
                    })
            }
        } catch {
            stop(threads)
            throw error
        }
        return threads
    }

    // MARK: For the one who fills

    func takeEmpty() throws -> Batch {
        try monitor.wait { state in
            if let failure = state.failure { throw failure }
            return state.free.popLast()
        }
    }

    func submit(_ batch: consuming Batch) {
        monitor.change { [batch] in $0.waiting.append(batch) }
    }

    /// Takes back one that was not filled after all.
    func giveBack(_ batch: consuming Batch) {
        batch.empty()
        monitor.change { [batch] in $0.free.append(batch) }
    }

    /// Waits until everything that was submitted is written.
    func drain() throws {
        try monitor.wait { state in
            if let failure = state.failure { throw failure }
            return state.waiting.isEmpty && state.busy == 0 ? () : nil
        }
    }

    var report: RestoreReport { monitor.change { $0.report } }

    func add(_ change: @Sendable (inout RestoreReport) -> Void) {
        monitor.change { change(&$0.report) }
    }

    /// Ends the threads; what waits is dropped.
    func stop(_ threads: [HostThread]) {
        monitor.change { state in
            state.isClosed = true
            state.waiting = []
        }
        for thread in threads { thread.join() }
    }

    // MARK: The threads

    private func work() {
        let maker = NodeMaker(us: us)
        while var batch = next() {
            let done = batch.piece.map { write($0, batch) } ?? write(batch, maker)
            for file in batch.files { file.folder.release(finish) }
            batch.empty()
            monitor.change { [batch] state in
                state.free.append(batch)
                state.busy -= 1
                state.report.add(done.report)
                if let failure = done.failure, state.failure == nil { state.failure = failure }
            }
        }
    }

    private func next() -> Batch? {
        monitor.wait { state -> Batch?? in
            if state.isClosed { return .some(nil) }
            guard !state.waiting.isEmpty else { return nil }
            state.busy += 1
            return state.waiting.removeFirst()
        }
    }

    private typealias Done = (report: RestoreReport, failure: (any Error)?)

    private func write(_ piece: LargePiece, _ batch: borrowing Batch) -> Done {
        var fault: Fault?
        do throws(Fault) {
            try piece.file.node.write(batch.bytes.span, at: piece.offset)
        } catch {
            fault = error
        }
        guard let ending = piece.file.letGo(fault) else { return (RestoreReport(), nil) }
        piece.file.folder.release(finish)
        var report = RestoreReport()
        report.note(ending, of: piece.file)
        guard let fault = ending.fault else { return (report, nil) }
        guard !fault.endsEverything else { return (report, fault.error(piece.file.path)) }
        report.issues.append(fault.issue(piece.file.path))
        return (report, nil)
    }

    private func write(_ batch: borrowing Batch, _ maker: NodeMaker) -> Done {
        var report = RestoreReport()
        for file in batch.files {
            do {
                let content = batch.bytes.span.extracting(file.content)
                try file.proof?.hold(against: content)
                try maker.makeFile(
                    file.path.name, in: file.handle, file.step, file.look,
                    { report.issues.append($0.incompleteness(file.path)) },
                    { handle in
                        try handle.write(content, at: 0)
                        return file.suffix
                    })
                report.entries += 1
                report.size = report.size + ByteCount(file.content.count)
            } catch let fault as Fault where !fault.endsEverything {
                report.issues.append(fault.issue(file.path))
            } catch let fault as Fault {
                return (report, fault.error(file.path))
            } catch {
                return (report, error)
            }
        }
        return (report, nil)
    }

    /// Gives a folder its own mode and times, now that all is in it.
    func finish(_ folder: FolderHandle, _ finish: OpenFolder.Finish) {
        var issues: [EntryIssue] = []
        var failure: (any Error)?
        do throws(Fault) {
            try folder.node.apply(finish.look, kind: .folder, finish.before, by: us) {
                issues.append($0.incompleteness(finish.path))
            }
        } catch {
            failure = error.error(finish.path)
        }
        guard !issues.isEmpty || failure != nil else { return }
        monitor.change { [issues] state in
            for issue in issues { state.report.issues.append(issue) }
            if let failure, state.failure == nil { state.failure = failure }
        }
    }
}

extension RestoreReport {
    mutating func note(_ ending: LargeFile.Ending, of file: LargeFile) {
        for issue in ending.issues { issues.append(issue) }
        guard ending.name != nil else { return }
        entries += 1
        size = size + file.size
    }

    mutating func add(_ other: RestoreReport) {
        entries += other.entries
        size = size + other.size
        skipped += other.skipped
        issues.append(other.issues)
    }
}
