import Synchronization
import Testing

@testable import Host

@Suite struct TimerQueueTests {
    @Test func timersFireInOrderOfTheirDeadlinesThenOfTheirMaking() {
        let fired = Mutex<[Int]>([])
        var queue = TimerQueue()
        for (name, due) in [(1, 30), (2, 10), (3, 20), (4, 10)] {
            _ = queue.add(at: UInt64(due)) { fired.withLock { $0.append(name) } }
        }
        while let action = queue.popDue(at: 20) { action() }
        #expect(fired.withLock { $0 } == [2, 4, 3])
        #expect(queue.count == 1)
        #expect(queue.millisecondsToNext(from: 25) == 5)
    }

    @Test func aCancelledTimerNeverFires() {
        var queue = TimerQueue()
        let timers = (0..<200).map { queue.add(at: $0) {} }
        for timer in timers.dropFirst() { queue.cancel(timer) }
        queue.cancel(timers[5])
        #expect(queue.popDue(at: 1000) != nil)
        #expect(queue.popDue(at: 1000) == nil)
        #expect(queue.millisecondsToNext(from: 0) == -1)
    }
}
