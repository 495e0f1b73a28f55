internal import CShims
internal import Glibc
internal import Values

/// The reading end of a program's output, on an event loop.
///
/// A streamed pipe is read by one task at a time; a captured one fills its capture by itself.
package actor OutputPipe: ReadinessHandler {
    private enum Mode {
        case streamed
        case captured(OutputCapture)
    }

    /// What a pipe holds by default; one read empties it.
    private static let chunkSize = 64 << 10
    private static let chunksPerTurn = 16

    private let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe loop.asUnownedSerialExecutor()
    }
    private var mode: Mode
    private var descriptor: FileDescriptor?
    private var registration: EventLoop.Registration?
    private var reader: CheckedContinuation<Void, any Error>?
    /// Called once, when nothing more will come.
    var onEnd: (@Sendable () -> Void)?
    private var chunk = [UInt8](repeating: 0, count: OutputPipe.chunkSize)

    /// Set when the program has ended: what it wrote itself, and how long others may go on.
    private var lastWords: (left: Int, grace: Duration)?
    private var deadline: TimerQueue.Timer?
    private var isCutOff = false

    init?(_ descriptor: consuming FileDescriptor?, limit: ByteCount?, on loop: EventLoop) {
        guard let descriptor else { return nil }
        self.loop = loop
        self.descriptor = consume descriptor
        mode = limit.map { .captured(OutputCapture(limit: $0)) } ?? .streamed
    }

    var isAtEnd: Bool { descriptor == nil }

    // MARK: For the body

    /// The next bytes, at most 64 KiB; nil at the end. Throws when the task is cancelled.
    package func read() async throws -> [UInt8]? {
        guard case .streamed = mode else {
            preconditionFailure("a captured output is not read as a stream")
        }
        while true {
            try Task.checkCancellation()
            switch readOnce() {
            case .bytes(let bytes): return Array(bytes)
            case .end: return nil
            case .nothingYet: try await becomeReadable()
            }
        }
    }

    /// The output line by line.
    package nonisolated func lines(lengthMax: Int = 64 << 10) -> OutputLines {
        OutputLines(pipe: self, lengthMax: lengthMax)
    }

    private func becomeReadable() async throws {
        precondition(reader == nil, "an output is read by one task at a time")
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation {
                (continuation: CheckedContinuation<Void, any Error>) in
                guard !Task.isCancelled else {
                    return continuation.resume(throwing: CancellationError())
                }
                reader = continuation
            }
        } onCancel: {
            loop.perform { [self] in assumeIsolated { $0.wake(throwing: CancellationError()) } }
        }
    }

    private func wake(throwing error: (any Error)? = nil) {
        guard let waiting = reader else { return }
        reader = nil
        if let error { waiting.resume(throwing: error) } else { waiting.resume() }
    }

    // MARK: For the process

    func start() throws {
        guard let raw = descriptor?.raw else { return }
        registration = try loop.register(raw, for: [.readable, .edgeTriggered], handler: self)
    }

    /// From now on only somebody else can hold the pipe open.
    func programEnded(grace: Duration) {
        guard let raw = descriptor?.raw else { return }
        lastWords = (max(0, Int(cshims_waiting_bytes(raw))), grace)
        switch mode {
        case .captured:
            drain()
            startDeadlineWhenDue()
        case .streamed:
            if reader != nil { startDeadlineWhenDue() }
        }
    }

    /// Nobody reads a stream any more: the program is told by SIGPIPE.
    func bodyEnded() {
        if case .streamed = mode { end() }
    }

    /// Takes what is there and closes, whoever else has the pipe.
    func cutOff() {
        if case .captured = mode { drain() }
        guard descriptor != nil else { return }
        isCutOff = true
        end()
    }

    func captured() -> CapturedOutput {
        guard case .captured(let capture) = mode else { return .nothing }
        return capture.result(isComplete: !isCutOff)
    }

    package nonisolated func becameReady(_: Readiness) {
        assumeIsolated { pipe in
            switch pipe.mode {
            case .captured: pipe.drain()
            case .streamed: pipe.wake()
            }
        }
    }

    private enum ReadResult {
        case bytes(ArraySlice<UInt8>)
        case nothingYet
        case end
    }

    private func readOnce() -> ReadResult {
        guard let raw = descriptor?.raw else { return .end }
        let count = unsafe chunk.withUnsafeMutableBytes { buffer in
            retryingWhenInterrupted { unsafe Glibc.read(raw, buffer.baseAddress, buffer.count) }
        }
        if count > 0 {
            lastWords?.left -= count
            return .bytes(chunk[..<count])
        }
        if count < 0, errno == EAGAIN {
            startDeadlineWhenDue()
            return .nothingYet
        }
        end()
        return .end
    }

    /// A program that writes faster than it is read would keep the loop's thread here for good, and
    /// its own time limit from being seen: others have their turn after some pipes' worth.
    private func drain() {
        for _ in 0..<Self.chunksPerTurn {
            guard case .bytes(let bytes) = readOnce(), case .captured(var capture) = mode else {
                return
            }
            mode = .streamed
            capture.append(bytes)
            mode = .captured(capture)
            startDeadlineWhenDue()
        }
        loop.perform { [weak self] in self?.assumeIsolated { $0.drain() } }
    }

    private func startDeadlineWhenDue() {
        guard let lastWords, lastWords.left <= 0, deadline == nil, descriptor != nil else { return }
        deadline = loop.schedule(after: lastWords.grace) { [weak self] in
            self?.assumeIsolated { $0.cutOff() }
        }
    }

    private func end() {
        guard let raw = descriptor?.raw else { return }
        if let registration { loop.unregister(registration, of: raw) }
        if let deadline { loop.cancel(deadline) }
        registration = nil
        deadline = nil
        descriptor = nil
        wake()
        onEnd?()
        onEnd = nil
    }
}

/// The lines of a streamed output.
package struct OutputLines: AsyncSequence, Sendable {
    fileprivate let pipe: OutputPipe
    fileprivate let lengthMax: Int

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate let pipe: OutputPipe
        fileprivate var splitter: LineSplitter
        fileprivate var ready: ArraySlice<[UInt8]> = []

        package mutating func next() async throws -> [UInt8]? {
            while true {
                if let line = ready.popFirst() { return line }
                guard let bytes = try await pipe.read() else { return splitter.finish() }
                ready = splitter.push(bytes)[...]
            }
        }
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(pipe: pipe, splitter: LineSplitter(lengthMax: lengthMax))
    }
}
