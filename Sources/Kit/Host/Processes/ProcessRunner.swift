/// How a program ended and what it wrote.
package struct ProcessOutcome: Hashable, Sendable {
    /// Why it was torn down.
    package enum Stop: Hashable, Sendable {
        case timeLimit
        /// The task was cancelled or the body threw; only seen inside.
        case abandoned
    }

    package let status: ProcessStatus
    package let output: CapturedOutput
    package let errors: CapturedOutput
    /// nil when it ended by itself.
    package let stop: Stop?
}

/// Runs programs: without a shell, each in a session of its own, with no descriptor of ours but its
/// three streams. None outlives its `run`, none is left as a zombie, and none that holds on to a
/// pipe can hold us up.
///
/// A program that ends leaves nothing behind in its process group: what still runs there is killed.
/// A daemon meant to stay makes a session of its own.
package final class ProcessRunner: Sendable {
    private let loop: EventLoop
    private let spawner = Spawner()

    /// The loop must run for as long as anything does here.
    package init(loop: EventLoop) {
        self.loop = loop
    }

    /// Runs a program to its end. Cancelling the task tears the program down first.
    package func run(_ command: ProgramCall) async throws -> ProcessOutcome {
        try await run(command) { _ in }.outcome
    }

    /// Runs a program while `body` talks to it. When the body returns, the program's streams are
    /// closed and its end is awaited; when it throws or the task is cancelled, the program is torn
    /// down, and this returns only when it is gone.
    package func run<Value>(
        _ command: ProgramCall, _ body: (RunningProcess) async throws -> Value
    ) async throws -> (value: Value, outcome: ProcessOutcome) {
        let process = RunningProcess(try await spawner.spawn(command), of: command, on: loop)
        let result: Result<Value, any Error> = await withTaskCancellationHandler {
            do {
                try await process.start(timeLimit: command.timeLimit)
                let value = try await body(process)
                await process.ended()
                return .success(value)
            } catch {
                await process.tearDown(.abandoned)
                await process.ended()
                return .failure(error)
            }
        } onCancel: {
            loop.perform { process.assumeIsolated { $0.tearDown(.abandoned) } }
        }
        if await process.stop != nil { await spawner.killSession(process.id) }
        let outcome = await process.reap()
        let value = try result.get()
        if outcome.stop == .abandoned { throw CancellationError() }
        return (value, outcome)
    }
}
