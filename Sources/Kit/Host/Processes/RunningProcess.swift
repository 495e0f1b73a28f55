internal import CShims
internal import Glibc
internal import Values

/// A program while it runs, as its body sees it. Lives on an event loop.
package actor RunningProcess: ReadinessHandler {
    private static let timeBetweenLooks = Duration.milliseconds(20)

    private let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe loop.asUnownedSerialExecutor()
    }

    package nonisolated let id: Int32
    private nonisolated let inputPipe: InputPipe?
    private nonisolated let outputPipe: OutputPipe?
    private nonisolated let errorPipe: OutputPipe?

    private let descriptor: FileDescriptor
    private let teardown: Teardown
    private let grace: Duration
    private var registration: EventLoop.Registration?
    private var timers: [TimerQueue.Timer] = []
    private var hasEnded = false
    private var waiter: CheckedContinuation<Void, Never>?

    private(set) var stop: ProcessOutcome.Stop?

    init(_ spawned: consuming SpawnedProcess, of command: ProgramCall, on loop: EventLoop) {
        self.loop = loop
        id = spawned.id
        teardown = command.teardown
        grace = command.grace
        inputPipe = InputPipe(spawned.input, feed: command.feed, on: loop)
        outputPipe = OutputPipe(spawned.output, limit: command.output.limit, on: loop)
        errorPipe = OutputPipe(spawned.errors, limit: command.errors.limit, on: loop)
        descriptor = spawned.descriptor
    }

    // MARK: For the body

    /// The program's input; only for a command whose input is `.streamed`.
    package nonisolated var input: InputPipe {
        guard let inputPipe else { preconditionFailure("the input of this command is no stream") }
        return inputPipe
    }

    /// The program's output; only for a command whose output is `.streamed`.
    package nonisolated var output: OutputPipe {
        guard let outputPipe else { preconditionFailure("this command's output is no stream") }
        return outputPipe
    }

    /// Its error output; only for a command whose errors are `.streamed`.
    package nonisolated var errors: OutputPipe {
        guard let errorPipe else { preconditionFailure("this command's errors are no stream") }
        return errorPipe
    }

    /// Sends a signal to the program alone. Too late is harmless.
    package func send(_ signal: Int32) {
        _ = cshims_process_signal(descriptor.raw, signal)
    }

    // MARK: For the runner

    /// Throws when the kernel has no room to watch the program; its end is seen all the same.
    func start(timeLimit: Duration?) throws {
        for pipe in pipes {
            pipe.assumeIsolated { pipe in
                pipe.onEnd = { [self] in assumeIsolated { $0.wakeWhenDone() } }
            }
        }
        do {
            registration = try loop.register(descriptor.raw, for: .readable, handler: self)
            try inputPipe?.assumeIsolated { try $0.start() }
            for pipe in pipes { try pipe.assumeIsolated { try $0.start() } }
        } catch let error as SystemError {
            if registration == nil { lookUntilEnded() }
            throw ProcessError(
                .noRoom, "could not watch a program: \(error.reason)", underlying: error)
        }
        guard let timeLimit, !hasEnded else { return }
        later(timeLimit) { $0.tearDown(.timeLimit) }
    }

    package nonisolated func becameReady(_: Readiness) {
        assumeIsolated { $0.programEnded() }
    }

    /// For a program that the loop could not be made to watch.
    private func lookUntilEnded() {
        guard cshims_process_has_ended(descriptor.raw) == 0 else { return programEnded() }
        later(Self.timeBetweenLooks) { $0.lookUntilEnded() }
    }

    private func programEnded() {
        guard !hasEnded else { return }
        if let registration { loop.unregister(registration, of: descriptor.raw) }
        registration = nil
        hasEnded = true
        for timer in timers { loop.cancel(timer) }
        timers = []
        let patience = stop == nil ? grace : .zero
        inputPipe?.assumeIsolated { $0.close() }
        for pipe in pipes { pipe.assumeIsolated { $0.programEnded(grace: patience) } }
        wakeWhenDone()
    }

    /// Starts to end the program; the first reason counts.
    func tearDown(_ reason: ProcessOutcome.Stop) {
        guard stop == nil else { return }
        stop = reason
        guard !hasEnded else {
            for pipe in pipes { pipe.assumeIsolated { $0.cutOff() } }
            return
        }
        take(teardown.steps[...])
    }

    private func take(_ steps: ArraySlice<Teardown.Step>) {
        // The program has not been reaped, so its id still names its process group.
        guard let step = steps.first else {
            kill(-id, SIGKILL)
            return
        }
        kill(-id, step.signal)
        later(step.patience) { $0.take(steps.dropFirst()) }
    }

    /// Waits until the program has ended and its captured output is complete or given up.
    func ended() async {
        closeStreams()
        guard !isDone else { return }
        await withCheckedContinuation { waiter = $0 }
    }

    /// Kills what is left of the program's group, lets go of its id and says how it ended.
    func reap() async -> ProcessOutcome {
        precondition(hasEnded, "only a program that has ended is reaped")
        kill(-id, SIGKILL)
        var exit = cshims_exit()
        let code = unsafe cshims_process_reap(descriptor.raw, &exit)
        precondition(code == 0, "somebody else has reaped process \(id)")
        return ProcessOutcome(
            status: exit.exited == 1 ? .exited(exit.code) : .signalled(exit.code),
            output: await outputPipe?.captured() ?? .nothing,
            errors: await errorPipe?.captured() ?? .nothing, stop: stop)
    }

    private func closeStreams() {
        inputPipe?.assumeIsolated { $0.bodyEnded() }
        for pipe in pipes { pipe.assumeIsolated { $0.bodyEnded() } }
    }

    private var pipes: [OutputPipe] { [outputPipe, errorPipe].compactMap(\.self) }

    private var isDone: Bool {
        hasEnded && pipes.allSatisfy { $0.assumeIsolated { $0.isAtEnd } }
    }

    private func wakeWhenDone() {
        guard isDone, let waiting = waiter else { return }
        waiter = nil
        waiting.resume()
    }

    private func later(
        _ delay: Duration, _ action: @escaping @Sendable (isolated RunningProcess) -> Void
    ) {
        timers.append(
            loop.schedule(after: delay) { [weak self] in
                self?.assumeIsolated { action($0) }
            })
    }
}

extension ProgramCall {
    fileprivate var feed: [UInt8]? {
        if case .bytes(let bytes) = input { bytes } else { nil }
    }
}

extension ProgramCall.Output {
    fileprivate var limit: ByteCount? {
        if case .captured(let limit) = self { limit } else { nil }
    }
}
