import Host
import Synchronization

/// A heartbeat on an event loop, which notes the longest it had to wait for its turn.
final class LoopHeart: Sendable {
    static let beat = Duration.milliseconds(20)

    private struct State {
        var last = MonotonicTime.nanoseconds
        var worst = 0.0
        var isStopped = false
    }

    private let loop: EventLoop
    private let state = Mutex(State())

    init(loop: EventLoop) {
        self.loop = loop
    }

    /// Called on the loop.
    func start() {
        let goesOn = state.withLock { state in
            state.worst = max(state.worst, Self.milliseconds(since: state.last))
            state.last = MonotonicTime.nanoseconds
            return !state.isStopped
        }
        if goesOn { loop.schedule(after: Self.beat) { self.start() } }
    }

    /// The worst so far, in milliseconds beyond one beat.
    func stop() -> Double {
        state.withLock { state in
            state.isStopped = true
            // A beat that is late right now counts as well.
            return max(state.worst, Self.milliseconds(since: state.last))
        }
    }

    /// Beyond one beat.
    static func milliseconds(since moment: UInt64) -> Double {
        Double(MonotonicTime.nanoseconds - moment) / 1e6
            - Double(beat.components.attoseconds) / 1e15
    }
}
