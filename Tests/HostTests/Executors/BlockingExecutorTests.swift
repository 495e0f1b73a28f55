import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Host

@Suite struct BlockingExecutorTests {
    private actor Counter {
        private let executor: PinnedExecutor
        nonisolated var unownedExecutor: UnownedSerialExecutor {
            executor.asUnownedSerialExecutor()
        }
        private(set) var count = 0

        init(_ executor: PinnedExecutor) {
            self.executor = executor
        }

        func add() async {
            count += 1
            await Task.yield()
            executor.checkIsolated()
        }

        var role: ThreadRole { ThreadRole.current }

        /// Reads from a pipe until its writer comes.
        func block(on pipe: Int32) {
            var byte: UInt8 = 0
            #expect(read(pipe, &byte, 1) == 1)
        }
    }

    private func withPool<Result>(
        _ size: Int, _ body: (ThreadPool) async throws -> Result
    ) async throws -> Result {
        let pool = try ThreadPool(name: "test", size: size)
        defer { pool.stop() }
        return try await body(pool)
    }

    @Test(.timeLimit(.minutes(10)))
    func noJobOfAPinnedActorIsLost() async {
        let counter = Counter(PinnedExecutor(name: "test"))
        await withDiscardingTaskGroup { group in
            for _ in 0..<100 {
                group.addTask { for _ in 0..<100 { await counter.add() } }
            }
        }
        #expect(await counter.count == 10_000)
        #expect(await counter.role == .blocking)
    }

    @Test(.timeLimit(.minutes(10)))
    func noJobOfAPoolIsLostAndNeverMoreRunThanThreads() async throws {
        try await withPool(4) { pool in
            let holder = Holder()
            await withDiscardingTaskGroup { group in
                for _ in 0..<500 {
                    group.addTask(executorPreference: pool) {
                        for _ in 0..<20 {
                            holder.enter()
                            #expect(ThreadRole.current == .blocking)
                            holder.leave()
                            await Task.yield()
                        }
                    }
                }
            }
            #expect(holder.entries == 10_000)
            #expect((1...4).contains(holder.worst))
        }
    }

    /// All of them wait for bytes that only a task of the ordinary pool writes: it would never come
    /// to run if they held its threads.
    @Test(.timeLimit(.minutes(10)))
    func manyBlockedActorsDoNotHoldUpOtherTasks() async throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let (reading, writing) = (ends[0], ends[1])
        defer {
            close(reading)
            close(writing)
        }
        await withDiscardingTaskGroup { group in
            for number in 0..<64 {
                let actor = Counter(PinnedExecutor(name: "blocked-\(number)"))
                group.addTask { await actor.block(on: reading) }
            }
            for _ in 0..<64 {
                group.addTask {
                    await Task.yield()
                    #expect(write(writing, "x", 1) == 1)
                }
            }
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func aFullPoolDoesNotHoldUpOtherTasks() async throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let (reading, writing) = (ends[0], ends[1])
        defer {
            close(reading)
            close(writing)
        }
        try await withPool(2) { pool in
            await withDiscardingTaskGroup { group in
                for _ in 0..<16 {
                    group.addTask(executorPreference: pool) {
                        var byte: UInt8 = 0
                        #expect(read(reading, &byte, 1) == 1)
                    }
                    group.addTask { #expect(write(writing, "x", 1) == 1) }
                }
            }
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func threadsEndWithTheirExecutors() async throws {
        await #expect(processExitsWith: .success) {
            for _ in 0..<300 {
                let counter = Counter(PinnedExecutor(name: "short"))
                await counter.add()
                let pool = try ThreadPool(name: "short", size: 2)
                await Task(executorPreference: pool) { await Task.yield() }.value
                pool.stop()
                let dropped = try ThreadPool(name: "dropped", size: 2)
                await Task(executorPreference: dropped) { await Task.yield() }.value
            }
            // Detached threads need a moment of their own to be gone.
            var left = Int.max
            for _ in 0..<10_000 where left > 60 {
                left = try threadCount()
                sched_yield()
            }
            #expect(left <= 60)
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func actionsOfALoopRunInTheirOrderOnItsThread() async throws {
        let loop = try EventLoop(name: "test")
        try loop.start()
        defer { loop.stop() }
        let seen = await withCheckedContinuation { continuation in
            let log = Log()
            for number in 0..<1_000 {
                loop.perform { log.add(loop.isCurrent ? number : -1) }
            }
            loop.perform { continuation.resume(returning: log.numbers) }
        }
        #expect(seen == Array(0..<1_000))
    }
}

private final class Log: Sendable {
    private let state = Mutex<[Int]>([])

    var numbers: [Int] { state.withLock { $0 } }

    func add(_ number: Int) {
        state.withLock { $0.append(number) }
    }
}

private func threadCount() throws -> Int {
    var count = 0
    try Folder(at: "/proc/self/task").forEachEntry { _ in count += 1 }
    return count
}
