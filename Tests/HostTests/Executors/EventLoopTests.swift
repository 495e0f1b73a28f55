import Synchronization
import Testing

@testable import Host

@Suite struct EventLoopTests {
    /// An actor on a loop, hammered from many tasks at once: every call must be counted.
    private actor Counter {
        let loop: EventLoop
        nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
        private(set) var count = 0

        init(loop: EventLoop) {
            self.loop = loop
        }

        func add() async {
            count += 1
            await Task.yield()
            #expect(loop.isCurrent)
        }
    }

    private func withLoop(_ body: (EventLoop) async throws -> Void) async throws {
        let loop = try EventLoop(name: "test")
        try loop.start()
        defer { loop.stop() }
        try await body(loop)
    }

    @Test(.timeLimit(.minutes(10)))
    func noJobIsLostUnderLoadFromManyThreads() async throws {
        try await withLoop { loop in
            let counter = Counter(loop: loop)
            await withDiscardingTaskGroup { group in
                for task in 0..<200 {
                    group.addTask(executorPreference: task.isMultiple(of: 2) ? loop : nil) {
                        for _ in 0..<100 { await counter.add() }
                    }
                }
            }
            #expect(await counter.count == 20_000)
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func tasksThatPreferALoopRunOnItsThread() async throws {
        try await withLoop { loop in
            let role = await Task(executorPreference: loop) { ThreadRole.current }.value
            #expect(role == .loop)
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func timersWakeALoopThatSleeps() async throws {
        try await withLoop { loop in
            await Task(executorPreference: loop) {
                await withCheckedContinuation { continuation in
                    loop.schedule(after: .milliseconds(5)) { continuation.resume() }
                }
            }.value
        }
    }

    @Test func blockingCallsTrapOnALoopThread() async {
        await #expect(processExitsWith: .failure) {
            let loop = try EventLoop(name: "test")
            try loop.start()
            await Task(executorPreference: loop) {
                ThreadRole.requireBlockingAllowed("test")
            }.value
        }
    }
}
