internal import Glibc
internal import Host
internal import Synchronization

/// How far an agent steps back at the processor: as far as its machine's administrator wants and as
/// far as the hub says, whichever is more.
final class SteppingBack: Sendable {
    /// As the process was begun; nothing that the hub says brings it further forward.
    private let least: Int
    private let now: Mutex<Int>

    init() {
        // By so much further: it stays, and is told.
        least = max(0, Int(nice(0)))
        now = Mutex(least)
    }

    /// For every thread there is, and what they start. Only root may come forward again.
    func step(to told: Int?) throws {
        let nice = max(least, told ?? least)
        guard now.withLock({ $0 != nice }) else { return }
        try Niceness(nice: nice, ioClass: nil).apply()
        now.withLock { $0 = nice }
    }
}
