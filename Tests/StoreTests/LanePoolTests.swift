import Store
import StoreSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct LanePoolTests {
    @Test func noLaneIsLentTwice() async throws {
        let pool = LanePool([0, 1, 2])
        let lent = Shared<Set<Int>>([])
        try await withThrowingDiscardingTaskGroup { group in
            for _ in 0..<300 {
                group.addTask {
                    try await pool.withLane { lane in
                        #expect(lent.change { $0.insert(lane).inserted })
                        await Task.yield()
                        #expect(lent.change { $0.remove(lane) } == lane)
                    }
                }
            }
        }
    }

    @Test func aCallerWhoIsCancelledLeavesTheLine() async throws {
        let pool = LanePool([7])
        let order = Shared<[String]>([])
        try await pool.withLane { _ in
            let waiting = Task {
                try await pool.withLane { _ in order.change { $0.append("cancelled") } }
            }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
        try await pool.withLane { lane in
            #expect(lane == 7)
            order.change { $0.append("next") }
        }
        #expect(order.value == ["next"])
    }

    @Test func aLineThatIsTooLongTurnsCallersAway() async throws {
        let pool = LanePool([1])
        let served = Shared(0)
        let refused = Shared(0)
        let surplus = 20
        try await pool.withLane { _ in
            try await withThrowingDiscardingTaskGroup { group in
                for _ in 0..<LanePool<Int>.waitingMax + surplus {
                    group.addTask {
                        do {
                            try await pool.withLane { _ in served.change { $0 += 1 } }
                        } catch let error as StoreError where error.kind == .busy {
                            refused.change { $0 += 1 }
                        } catch is CancellationError {}
                    }
                }
                try await until { refused.value == surplus }
                group.cancelAll()
            }
        }
        #expect(served.value == 0)
        #expect(try await pool.withLane { $0 } == 1)
    }

    @Test func closingWaitsForWhoIsInsideAndTurnsTheRestAway() async throws {
        let pool = LanePool([1, 2])
        let isInside = Shared(false)
        let mayLeave = Shared(false)
        let guest = Task {
            try await pool.withLane { _ in
                isInside.change { $0 = true }
                try await until { mayLeave.value }
            }
        }
        try await until { isInside.value }
        let closing = Task { await pool.close() }
        var isRefused = false
        while !isRefused {
            do {
                try await pool.withLane { _ in await Task.yield() }
            } catch {
                isRefused = true
            }
        }
        mayLeave.change { $0 = true }
        try await guest.value
        #expect(await closing.value.sorted() == [1, 2])
    }
}
