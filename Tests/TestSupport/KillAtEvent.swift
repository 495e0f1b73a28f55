package import Host
internal import Synchronization
internal import TestShims

/// Ends this process with SIGKILL once it has done so much to disks, and a moment later: moments
/// that are chosen by the work and not by the time are the same on a slow machine.
package final class KillAtEvent: DiskWitness {
    private let left: Mutex<Int>
    private let delay: UInt32

    private init(_ event: Int, delay: UInt32) {
        left = Mutex(event)
        self.delay = delay
    }

    /// - Parameters:
    ///   - event: The first is 1.
    ///   - delay: Microseconds from the event to the end.
    package static func arm(_ event: Int, delay: UInt32) {
        DiskWatch.begin(KillAtEvent(event, delay: delay))
    }

    package func saw(_ event: DiskEvent) {
        let isDue = left.withLock { left in
            left -= 1
            return left == 0
        }
        if isDue { test_kill_self_after(delay) }
    }

    package var nextNumber: Int { 0 }

    /// For work that was done before its time had come: the end comes all the same.
    package static func now() -> Never {
        test_kill_self_after(0)
        while true {}
    }
}

/// Counts what this process does to disks. In a process of its own, since other tests do much.
package final class EventCount: DiskWitness {
    private let seen = Mutex(0)

    package func saw(_ event: DiskEvent) { seen.withLock { $0 += 1 } }
    package var nextNumber: Int { 0 }

    /// Writes the number of events of `body` to a file.
    package static func note(to path: String, _ body: () async throws -> Void) async throws {
        let count = EventCount()
        DiskWatch.begin(count)
        try await body()
        DiskWatch.end(count)
        try writeFile(Array("\(count.seen.withLock { $0 })".utf8), to: path)
    }

    package static func read(from path: String) throws -> Int {
        try Int(String(decoding: readFile(path), as: UTF8.self)) ?? 0
    }
}
