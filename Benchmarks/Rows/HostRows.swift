import Glibc
import Host

enum HostRows {
    static let rows = [heartbeat]

    private static let blockers = 8
    private static let blockMicroseconds: UInt32 = 100_000

    /// Blocking C must never be felt by a loop: eight actors block eight times each, a 20 ms
    /// heartbeat beside them notes the longest it had to wait. The peer is what Swift does by
    /// itself: plain actors and a heartbeat on the runtime's own pool.
    private static let heartbeat = Row(
        "heartbeat stall while actors block", unit: "ms", better: .less, goal: .atMost(50)
    ) { _ in
        let loop = try EventLoop(name: "bench")
        try loop.start()
        return Contest(
            ours: Contestant(name: "pinned actors") {
                let heart = LoopHeart(loop: loop)
                await Task(executorPreference: loop) { heart.start() }.value
                await block { PinnedBlocker(number: $0) }
                return Measurement(value: heart.stop())
            },
            peer: Contestant(name: "plain actors") {
                let heart = Task { await poolHeartbeat() }
                await block { _ in PlainBlocker() }
                heart.cancel()
                return Measurement(value: await heart.value)
            },
            end: { loop.stop() })
    }

    private static func block(_ make: @Sendable @escaping (Int) -> some Blocker) async {
        await withDiscardingTaskGroup { group in
            for number in 0..<blockers {
                group.addTask {
                    let blocker = make(number)
                    for _ in 0..<8 { await blocker.block() }
                }
            }
        }
    }

    /// The longest a sleep of one beat overslept, in milliseconds.
    private static func poolHeartbeat() async -> Double {
        var worst = 0.0
        while !Task.isCancelled {
            let began = MonotonicTime.nanoseconds
            do { try await Task.sleep(for: LoopHeart.beat) } catch { break }
            worst = max(worst, LoopHeart.milliseconds(since: began))
        }
        return worst
    }

    private protocol Blocker: Actor { func block() }

    private actor PlainBlocker: Blocker {
        func block() { usleep(blockMicroseconds) }
    }

    private actor PinnedBlocker: Blocker {
        let executor: PinnedExecutor
        nonisolated var unownedExecutor: UnownedSerialExecutor {
            executor.asUnownedSerialExecutor()
        }

        init(number: Int) {
            executor = PinnedExecutor(name: "bench\(number)")
        }

        func block() { usleep(blockMicroseconds) }
    }
}
