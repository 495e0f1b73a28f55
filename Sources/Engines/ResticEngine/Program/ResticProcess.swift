internal import Cryptography
internal import Engine
package import Host
internal import Values

/// Runs restic for one repository: what it is called with, what of its words is kept, and what its
/// end means.
package struct ResticProcess: Sendable {
    package let program: ResticProgram
    package let place: ResticPlace
    package let settings: ResticSettings
    let runner: ProcessRunner

    /// A line of JSON about one file, whose path may be 64 KiB with each byte escaped.
    static let lineMax = 1 << 20
    /// Of an answer that is taken as a whole.
    static let answerMax = ByteCount.mebibytes(128)

    package init(
        _ program: ResticProgram, at place: ResticPlace, _ settings: ResticSettings,
        with runner: ProcessRunner
    ) {
        self.program = program
        self.place = place
        self.settings = settings
        self.runner = runner
    }

    /// Runs it to its end, and hands on each line as it comes.
    /// - Parameter take: Called for one line at a time. What it throws ends the program.
    /// - Returns: How it ended by itself, and its last words.
    func run(
        _ arguments: [SystemString],
        _ take: @escaping @Sendable (ResticLine) throws -> Void = { _ in }
    ) async throws -> ResticEnd {
        var call = try call(arguments)
        call.output = .streamed
        call.errors = .streamed
        let words = ResticWords()
        let watch = SilenceWatch(limit: settings.silenceMax)
        do {
            let (_, outcome) = try await runner.run(call) { process in
                try await withThrowingTaskGroup(of: Bool.self) { group in
                    for (pipe, isError) in [(process.output, false), (process.errors, true)] {
                        group.addTask {
                            for try await bytes in pipe.lines(lengthMax: Self.lineMax) {
                                watch.heard()
                                let line = ResticLine(bytes: bytes, isError: isError)
                                words.append(line)
                                try take(line)
                            }
                            return true
                        }
                    }
                    group.addTask { try await watch.untilSilent() }
                    var open = 2
                    while open > 0, let isPipe = try await group.next() { open -= isPipe ? 1 : 0 }
                    group.cancelAll()
                }
            }
            return ResticEnd(status: outcome.status, words: words.lines, of: self)
        } catch let error as ProcessError {
            throw EngineError(.local, error.message, underlying: error)
        } catch is CancellationError {
            throw EngineError(.cancelled, "restic was stopped")
        } catch is SilenceWatch.Silent {
            throw silence
        }
    }

    /// What is thrown when it was waited for long enough.
    var silence: EngineError {
        EngineError(
            .storage,
            "restic said nothing for \(settings.silenceMax) and was stopped; it worked on "
                + "\(place.description)", disposition: .retryable)
    }

    /// Runs it to its end and takes what it prints as a whole.
    func answer(_ arguments: [SystemString]) async throws -> (output: [UInt8], end: ResticEnd) {
        var call = try call(arguments)
        call.output = .captured(Self.answerMax)
        call.errors = .captured(.kibibytes(64))
        call.timeLimit = settings.silenceMax
        let outcome: ProcessOutcome
        do {
            outcome = try await runner.run(call)
        } catch let error as ProcessError {
            throw EngineError(.local, error.message, underlying: error)
        } catch is CancellationError {
            throw EngineError(.cancelled, "restic was stopped")
        }
        guard outcome.stop != .timeLimit else {
            throw EngineError(
                .storage,
                "restic did not answer for \(settings.silenceMax) and was stopped; it worked on "
                    + "\(place.description)", disposition: .retryable)
        }
        guard outcome.output.dropped == 0 else {
            throw EngineError(.local, "restic answers with more than \(Self.answerMax)")
        }
        let words = ResticWords()
        for line in outcome.errors.text.split(separator: "\n") {
            words.append(ResticLine(bytes: Array(line.utf8), isError: true))
        }
        return (
            outcome.output.head, ResticEnd(status: outcome.status, words: words.lines, of: self)
        )
    }

    /// Everything but the output, which the caller says.
    func call(_ arguments: [SystemString]) throws -> ProgramCall {
        try makeCacheFolder()
        var environment = settings.environment
        environment["RESTIC_PROGRESS_FPS"] = "1"
        environment["RESTIC_CACHE_DIR"] = settings.cacheFolder.string
        for (name, value) in place.variables {
            environment[name] = value.withBytes { SystemString(bytes: [UInt8](copying: $0)) }
        }
        var call = ProgramCall(
            program.path, try options() + arguments, environment: environment)
        // It takes its lock back when it is interrupted, which SIGTERM does not do in old ones.
        call.teardown = Teardown([.init(signal: Self.interrupt, patience: settings.stopPatience)])
        return call
    }

    /// SIGINT
    private static let interrupt: Int32 = 2

    private func options() throws -> [SystemString] {
        var options = try place.options(for: program.version)
        if let limit = settings.uploadLimit {
            options.append(SystemString("--limit-upload=\(max(1, limit.bytes / 1024))"))
        }
        if let limit = settings.downloadLimit {
            options.append(SystemString("--limit-download=\(max(1, limit.bytes / 1024))"))
        }
        return options
    }

    private func makeCacheFolder() throws {
        let path = settings.cacheFolder
        do throws(FileError) {
            _ = try Folder.openOrMake(path)
        } catch {
            throw EngineError(.local, error.message, underlying: error)
        }
    }
}
