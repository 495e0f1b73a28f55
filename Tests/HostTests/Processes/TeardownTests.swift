import Glibc
import TestShims
import TestSupport
import Testing
import Values

@testable import Host

@Suite(.timeLimit(.minutes(10))) struct TeardownTests {
    private static let quick = Teardown.terminate(patience: .milliseconds(50))

    /// Runs a script that says "ready" and its id, and cancels the task then.
    private func cancelWhenReady(_ script: String, _ teardown: Teardown = quick) async throws
        -> Int32
    {
        let command = ProgramCall.shell(script).with {
            $0.output = .streamed
            $0.teardown = teardown
        }
        return try await withRunner { runner async throws in
            let (ready, signal) = AsyncStream.makeStream(of: Int32.self)
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    _ = try await runner.run(command) { process in
                        for try await line in process.output.lines()
                        where line == Array("ready".utf8) {
                            signal.yield(process.id)
                        }
                    }
                    Issue.record("a cancelled run may not succeed")
                }
                var iterator = ready.makeAsyncIterator()
                let id = try #require(await iterator.next())
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
                return id
            }
        }
    }

    @Test(arguments: [
        "echo ready; sleep 1000",
        "trap '' TERM; echo ready; sleep 1000 & wait; sleep 1000",
        "sleep 1000 & sleep 1000 & echo ready; wait",
        "(trap '' TERM HUP; sleep 1000; sleep 1000) & echo ready; wait",
        // With job control each job gets a group of its own.
        """
        exec bash -c "set -m; (trap '' TERM HUP; sleep 1000; sleep 1000) & echo ready; wait"
        """,
        // A group of its own that holds no pipe either.
        """
        exec bash -c "set -m
        (trap '' TERM HUP; sleep 1000; sleep 1000) >/dev/null 2>&1 & echo ready; wait"
        """,
    ])
    func aCancelledProgramIsGoneWithItsWholeSession(script: String) async throws {
        let id = try await cancelWhenReady(script)
        #expect(try !isSessionAlive(id))
    }

    @Test func aProgramMayUseItsPatienceToCleanUp() async throws {
        try await withScratchFolder { scratch in
            let script =
                "trap 'echo bye > \(scratch)/bye; exit 0' TERM; echo ready; sleep 1000 & wait"
            _ = try await cancelWhenReady(script, .gentle)
            let bytes = try DurableFile.read(FilePath("\(scratch)/bye"), limit: .kibibytes(1))
            #expect(bytes == Array("bye\n".utf8))
        }
    }

    @Test func theTimeLimitEndsAProgramAndSaysSo() async throws {
        let command = ProgramCall.shell("echo begun; sleep 1000").with {
            $0.timeLimit = .milliseconds(200)
            $0.teardown = .immediate
        }
        let outcome = try await withRunner { try await $0.run(command) }
        #expect(outcome.stop == .timeLimit)
        #expect(outcome.status == .signalled(9))
        #expect(outcome.output.text == "begun\n")
    }

    @Test func aBodyThatThrowsEndsTheProgram() async throws {
        struct Enough: Error {}
        try await withRunner { runner async throws in
            var id: Int32 = 0
            await #expect(throws: Enough.self) {
                try await runner.run(ProgramCall("/bin/sleep", ["1000"])) { process in
                    id = process.id
                    throw Enough()
                }
            }
            #expect(try !isSessionAlive(id))
            #expect(kill(id, 0) == -1 && errno == ESRCH)
        }
    }

    @Test func aProgramThatCannotBeWatchedIsEnded() async throws {
        await #expect(processExitsWith: .success) {
            try await withRunner { runner async throws in
                // The kernel has no room for another watch.
                #expect(test_deny_syscall(test_syscall_epoll_ctl, ENOSPC) == 0)
                let error = await #expect(throws: ProcessError.self) {
                    try await runner.run(ProgramCall("/bin/sleep", ["1000"])) { _ in
                        Issue.record("nobody may work with a program that is not watched")
                    }
                }
                #expect(error?.kind == .noRoom)
                #expect(wait(nil) == -1 && errno == ECHILD, "it was not reaped")
            }
        }
    }

    /// The grandchild has left the session, so it lives on with the pipe in its hands.
    @Test(arguments: [ProgramCall.captureDefault, .streamed])
    func aDaemonThatKeepsThePipeHoldsNothingUp(output: ProgramCall.Output) async throws {
        let command = ProgramCall.shell("echo first; setsid sleep 1000 & echo $!").with {
            $0.output = output
            $0.grace = .milliseconds(50)
        }
        let (lines, outcome) = try await withRunner { runner async throws in
            try await runner.run(command) { process in
                guard case .streamed = output else { return [String]() }
                var lines: [String] = []
                for try await line in process.output.lines() {
                    lines.append(String(decoding: line, as: UTF8.self))
                }
                return lines
            }
        }
        let all = lines + outcome.output.text.split(separator: "\n").map(String.init)
        #expect(all.first == "first")
        #expect(outcome.status == .exited(0))
        let daemon = try #require(all.last.flatMap { Int32($0) })
        kill(daemon, SIGKILL)
        if lines.isEmpty { #expect(!outcome.output.isComplete) }
    }

    @Test func aDaemonThatWritesForEverIsNotListenedToForEver() async throws {
        let command = ProgramCall.shell("setsid yes & echo $! >&2").with {
            $0.grace = .milliseconds(50)
            $0.output = .captured(.kibibytes(64))
        }
        let outcome = try await withRunner { try await $0.run(command) }
        #expect(!outcome.output.isComplete)
        let daemon = try #require(Int32(outcome.errors.line))
        kill(daemon, SIGKILL)
    }

    @Test func whatAProgramLeavesInItsGroupIsKilled() async throws {
        let command = ProgramCall.shell("sleep 1000 >/dev/null 2>&1 & echo $!")
        let outcome = try await withRunner { try await $0.run(command) }
        #expect(outcome.status == .exited(0))
        let left = try #require(Int32(outcome.output.line))
        var isGone = false
        // The kill has been sent; the kernel carries it out when the process next runs.
        for _ in 0..<1_000_000 where !isGone {
            isGone = try !isRunning(left)
        }
        #expect(isGone)
    }

    private func isRunning(_ id: Int32) throws -> Bool {
        guard let status = try? DurableFile.read(FilePath("/proc/\(id)/stat"), limit: .kibibytes(8))
        else { return false }
        return !String(decoding: status, as: UTF8.self).contains(") Z ")
    }

    @Test func cancellingBeforeTheStartIsSafe() async throws {
        try await withRunner { runner async throws in
            await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        _ = try await runner.run(
                            ProgramCall("/bin/sleep", ["1000"]).with { $0.teardown = .immediate })
                    }
                }
                group.cancelAll()
                while let result = await group.nextResult() {
                    #expect(throws: CancellationError.self) { try result.get() }
                }
            }
        }
    }
}
