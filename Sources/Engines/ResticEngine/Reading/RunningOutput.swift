internal import CShims
internal import Engine
internal import Glibc
internal import Host
internal import Values

/// What a restic prints while one thread reads it as it comes: the pipe between them is what holds
/// restic up. Letting go of it stops restic.
final class RunningOutput {
    private let process: ResticProcess
    private let pipe: FileDescriptor
    private let task: Task<Void, Never>
    private let ended: Monitor<Result<ResticEnd, any Error>?>

    /// How soon a cancelled task is noticed while nothing comes.
    private static let pollMilliseconds: Int32 = 200
    private static let chunkSize = 256 << 10
    private static let droppedMax = 4 << 20

    init(_ process: ResticProcess, _ arguments: [SystemString]) throws {
        self.process = process
        // Whoever reads may hold up all other threads until there is something to read.
        let pool = try ThreadPool(name: "restic", size: 1)
        var ends: (Int32, Int32) = (-1, -1)
        let code = unsafe withUnsafeMutablePointer(to: &ends) {
            unsafe $0.withMemoryRebound(to: Int32.self, capacity: 2) { unsafe cshims_pipe($0) }
        }
        guard code == 0 else {
            throw EngineError(
                .local, "no pipe could be made", underlying: SystemError("pipe", code: -code))
        }
        pipe = FileDescriptor(owning: ends.0)
        let input = ends.1
        let ended = Monitor<Result<ResticEnd, any Error>?>(nil)
        self.ended = ended
        task = Self.start(process, arguments, into: input, ended, on: pool)
    }

    /// Ends by itself when restic does, and `deinit` cancels it.
    private static func start(
        _ process: ResticProcess, _ arguments: [SystemString], into pipe: Int32,
        _ ended: Monitor<Result<ResticEnd, any Error>?>, on pool: ThreadPool
    ) -> Task<Void, Never> {
        Task(executorPreference: pool) { await run(process, arguments, into: pipe, ended) }
    }

    deinit {
        task.cancel()
    }

    private static func run(
        _ process: ResticProcess, _ arguments: [SystemString], into pipe: Int32,
        _ ended: Monitor<Result<ResticEnd, any Error>?>
    ) async {
        let result: Result<ResticEnd, any Error>
        do {
            result = .success(try await run(process, arguments, into: pipe))
        } catch {
            result = .failure(error)
        }
        ended.change { $0 = result }
    }

    private static func run(
        _ process: ResticProcess, _ arguments: [SystemString], into pipe: Int32
    ) async throws -> ResticEnd {
        // Ours goes as soon as restic has its own, or never will: nobody else shall keep it open.
        let ours = FileDescriptor(owning: pipe)
        var call = try process.call(arguments)
        call.output = .descriptor(ours.raw)
        call.errors = .captured(.kibibytes(64))
        let started = Started(ours)
        let (_, outcome) = try await process.runner.run(call) { _ in started.letGo() }
        let words = ResticWords()
        for line in outcome.errors.text.split(separator: "\n") {
            words.append(ResticLine(bytes: Array(line.utf8), isError: true))
        }
        return ResticEnd(status: outcome.status, words: words.lines, of: process)
    }

    /// The next bytes; nil at the end.
    /// - Throws: `.cancelled` soon after the task is.
    func read() throws -> [UInt8]? {
        ThreadRole.requireBlockingAllowed("RunningOutput.read")
        var poll = pollfd(fd: pipe.raw, events: Int16(POLLIN), revents: 0)
        let start = MonotonicTime.nanoseconds
        while unsafe Glibc.poll(&poll, 1, Self.pollMilliseconds) <= 0 {
            guard !Task.isCancelled else {
                throw EngineError(.cancelled, "reading was cancelled")
            }
            let silence = Duration.nanoseconds(
                Int64(clamping: MonotonicTime.nanoseconds &- start))
            guard silence < process.settings.silenceMax else { throw process.silence }
        }
        var chunk = [UInt8](repeating: 0, count: Self.chunkSize)
        var whole = chunk.mutableSpan
        var room = unsafe whole.mutableBytes
        let count = try pipe.read(into: &room, path: "restic")
        guard count > 0 else { return nil }
        return Array(chunk[..<count])
    }

    /// How it ended, for one who cannot use what it prints; nil where it goes on printing.
    func lastWords() throws -> ResticEnd? {
        var dropped = 0
        while dropped < Self.droppedMax {
            guard let bytes = try read() else { return try end() }
            dropped += bytes.count
        }
        return nil
    }

    /// How it ended, once `read` has given nil.
    func end() throws -> ResticEnd {
        try ended.wait { (result: inout Result<ResticEnd, any Error>?) in result }.get()
    }
}

/// Holds a descriptor that is let go of once.
private final class Started {
    private var descriptor: FileDescriptor?

    init(_ descriptor: consuming FileDescriptor) {
        self.descriptor = consume descriptor
    }

    func letGo() { descriptor = nil }
}
