import Glibc
import Testing

@testable import Host

@Suite struct SignalTests {
    /// In a process of its own: handlers belong to the process.
    @Test(.timeLimit(.minutes(10)))
    func signalsBecomeValuesInTheirOrder() async {
        await #expect(processExitsWith: .exitCode(7)) {
            var signals = try Signals.takeOver().makeAsyncIterator()
            for (number, expected) in [
                (SIGTERM, Signal.terminate), (SIGINT, .interrupt), (SIGHUP, .hangUp),
                (SIGINT, .interrupt),
            ] {
                kill(getpid(), number)
                #expect(await signals.next() == expected)
            }
            exit(7)
        }
    }

    @Test func aWriteToAClosedPipeFailsWithoutEndingTheProcess() async {
        await #expect(processExitsWith: .exitCode(7)) {
            _ = try Signals.takeOver()
            var ends: [Int32] = [0, 0]
            #expect(pipe(&ends) == 0)
            close(ends[0])
            #expect(write(ends[1], "x", 1) == -1 && errno == EPIPE)
            exit(7)
        }
    }

    @Test func theSignalsAreTakenOverOnce() async {
        await #expect(processExitsWith: .exitCode(7)) {
            _ = try Signals.takeOver()
            #expect(throws: SystemError.self) { try Signals.takeOver() }
            exit(7)
        }
    }
}
