/// Deadlines in the order they fall due: a binary heap with lazy cancellation.
package struct TimerQueue {
    package struct Timer: Hashable, Sendable {
        fileprivate let id: UInt64
    }

    private struct Entry {
        let due: UInt64
        let id: UInt64

        static func isEarlier(_ a: Entry, _ b: Entry) -> Bool {
            // Equal deadlines fire in the order they were set.
            (a.due, a.id) < (b.due, b.id)
        }
    }

    private var heap: [Entry] = []
    private var actions: [UInt64: @Sendable () -> Void] = [:]
    private var nextID: UInt64 = 0

    package init() {}

    package var count: Int { actions.count }

    package mutating func add(
        at due: UInt64, _ action: @escaping @Sendable () -> Void
    ) -> Timer {
        nextID += 1
        actions[nextID] = action
        heap.append(Entry(due: due, id: nextID))
        siftUp(from: heap.count - 1)
        return Timer(id: nextID)
    }

    package mutating func cancel(_ timer: Timer) {
        guard actions.removeValue(forKey: timer.id) != nil else { return }
        // Cancelled entries stay in the heap until due; rebuild once most of it is dead.
        if heap.count > 64, heap.count > actions.count * 2 {
            heap = heap.filter { actions[$0.id] != nil }.sorted(by: Entry.isEarlier)
        }
    }

    /// The next action whose deadline is not after `now`, nil when there is none.
    package mutating func popDue(at now: UInt64) -> (@Sendable () -> Void)? {
        while let first = heap.first, first.due <= now {
            removeFirst()
            if let action = actions.removeValue(forKey: first.id) { return action }
        }
        return nil
    }

    /// For `epoll_wait`: -1 when nothing is set.
    package func millisecondsToNext(from now: UInt64) -> Int32 {
        guard let first = heap.first else { return -1 }
        return first.due <= now ? 0 : Int32(clamping: first.due - now)
    }

    private mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        siftDown(from: 0)
    }

    private mutating func siftUp(from start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard Entry.isEarlier(heap[child], heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown(from start: Int) {
        var parent = start
        while true {
            var earliest = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && Entry.isEarlier(heap[child], heap[earliest]) {
                earliest = child
            }
            guard earliest != parent else { return }
            heap.swapAt(parent, earliest)
            parent = earliest
        }
    }
}
