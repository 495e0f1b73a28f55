import Synchronization
import TestSupport
import Testing
import Values

@testable import Host

@Suite struct ClockTests {
    private final class Woken: Sendable {
        let seconds = Mutex<[Int]>([])
    }

    @Test func theSystemClockTellsTheTimeOfTheMachine() async throws {
        let before = WallClock.system.now
        let after = WallClock.system.now
        #expect(before <= after)
        // 2025-01-01: a clock that reads seconds as milliseconds is far below.
        #expect(before > Timestamp(seconds: 1_735_689_600))
    }

    @Test func identifiersCarryTheInjectedTimeAndNeverRepeat() async {
        let clock = TestClock(start: Timestamp(seconds: 1_763_683_200))
        let source = IDSource(clock: clock.wall)
        let ids = await withTaskGroup(of: [UUID].self) { group in
            for _ in 0..<8 {
                group.addTask { (0..<2_000).map { _ in source.next() } }
            }
            return await group.reduce(into: Set<UUID>()) { $0.formUnion($1) }
        }
        #expect(ids.count == 16_000)
        #expect(ids.allSatisfy { $0.high >> 16 == 1_763_683_200_000 })
        clock.advance(by: .seconds(1))
        #expect(source.next().high >> 16 == 1_763_683_201_000)
    }

    @Test func aSeededSourceRepeatsItself() {
        let clock = TestClock()
        let ids = (0..<2).map { _ in
            IDSource(clock: clock.wall, random: SeededGenerator(seed: 7)).next()
        }
        #expect(ids[0] == ids[1])
        #expect(ids[0] != IDSource(clock: clock.wall, random: SeededGenerator(seed: 8)).next())
    }

    @Test(.timeLimit(.minutes(10)))
    func sleepersOfATestClockWakeInOrderAndOnlyWhenDue() async {
        let clock = TestClock()
        let woken = Woken()
        await withDiscardingTaskGroup { group in
            for seconds in [3, 1, 2] {
                group.addTask {
                    // Not cancelled here, so nothing is thrown.
                    try? await clock.sleep(for: .seconds(seconds))
                    woken.seconds.withLock { $0.append(seconds) }
                }
            }
            await clock.sleepers(3)
            clock.advance(by: .milliseconds(999))
            #expect(woken.seconds.withLock { $0 } == [])
            clock.advance(by: .seconds(3))
        }
        #expect(woken.seconds.withLock { $0.sorted() } == [1, 2, 3])
    }

    @Test(.timeLimit(.minutes(10)))
    func aCancelledSleeperLeavesTheTestClock() async {
        let clock = TestClock()
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await clock.sleep(for: .seconds(1)) }
            await clock.sleepers(1)
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
    }
}
