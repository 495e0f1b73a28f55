internal import Dispatch
internal import Glibc
internal import Host
internal import Synchronization
internal import Values

/// Takes finished lines and puts them into a file descriptor from a queue of its own, so that a
/// terminal or a pipe nobody reads holds up no one. Lines that do not fit the buffer are dropped,
/// and how many is told as soon as there is room.
package final class LogWriter: Sendable {
    private struct State {
        var pending: [UInt8] = []
        /// Empty memory of a batch that has been written, for the next one.
        var spare: [UInt8] = []
        var dropped = 0
        /// A drain is queued or running.
        var isScheduled = false
        var isUrgent = false
    }

    /// Some thousand lines: enough for any burst, little enough to forget.
    package static let capacityDefault = 1 << 20
    /// Lines wait this long for company: one call of the kernel then writes many.
    private static let patience = DispatchTimeInterval.milliseconds(10)
    /// With this much waiting there is company enough.
    private static let batchBytes = 128 << 10

    package let format: LogFormat
    private let descriptor: Int32
    private let capacity: Int
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "holdfast.log")

    /// The descriptor stays the caller's; by default it is standard error.
    package init(
        _ format: LogFormat, to descriptor: Int32 = STDERR_FILENO,
        capacity: Int = LogWriter.capacityDefault
    ) {
        self.format = format
        self.descriptor = descriptor
        self.capacity = capacity
    }

    func write(_ line: [UInt8], isUrgent: Bool) {
        enum Next { case nothing, drainSoon, drainNow }
        let next: Next = state.withLock { state in
            guard state.pending.count + line.count <= capacity else {
                state.dropped += 1
                return .nothing
            }
            state.pending.append(contentsOf: line)
            let wasUrgent = state.isUrgent
            state.isUrgent = wasUrgent || isUrgent || state.pending.count > Self.batchBytes
            defer { state.isScheduled = true }
            if state.isUrgent, !wasUrgent { return .drainNow }
            return state.isScheduled ? .nothing : .drainSoon
        }
        switch next {
        case .nothing: break
        case .drainSoon: queue.asyncAfter(deadline: .now() + Self.patience) { self.drain() }
        case .drainNow: queue.async { self.drain() }
        }
    }

    /// Waits until everything said so far is written, at most so long. For the end of a process;
    /// false when time was up, which a terminal that was stopped makes possible.
    package func flush(within limit: Duration) -> Bool {
        ThreadRole.requireBlockingAllowed("LogWriter.flush")
        let done = DispatchSemaphore(value: 0)
        queue.async {
            self.drain()
            done.signal()
        }
        return done.wait(timeout: .now() + .milliseconds(Int(limit.milliseconds))) == .success
    }

    private func drain() {
        var lines: [UInt8] = []
        let dropped = state.withLock { state in
            swap(&lines, &state.pending)
            swap(&state.pending, &state.spare)
            defer {
                state.dropped = 0
                state.isUrgent = false
            }
            return state.dropped
        }
        let lost = dropped + put(lines)
        lines.removeAll(keepingCapacity: lines.capacity <= 2 * Self.batchBytes)
        if lost > 0, put(notice(of: lost)) > 0 {
            // There was no room for the notice either; the next round tells.
            state.withLock { $0.dropped += lost }
        }
        // An urgent line that came meanwhile has queued a drain of its own.
        let isMoreWaiting = state.withLock { state in
            swap(&state.spare, &lines)
            state.isScheduled = !state.pending.isEmpty
            return state.isScheduled && !state.isUrgent
        }
        if isMoreWaiting { queue.asyncAfter(deadline: .now() + Self.patience) { self.drain() } }
    }

    private func notice(of lost: Int) -> [UInt8] {
        var line = LogLine(
            format, at: WallClock.system.now, .warning, "log lines were dropped", context: [])
        line.add("count", lost)
        line.end()
        return line.bytes
    }

    /// Writes all of it, waiting as long as the other side takes; the number of lines lost to an
    /// error that waiting does not mend.
    private func put(_ bytes: [UInt8]) -> Int {
        var rest = bytes[...]
        while !rest.isEmpty {
            let (count, code) = unsafe rest.withUnsafeBytes { buffer in
                let count = unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
                return (count, errno)
            }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if code == EAGAIN {
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                unsafe poll(&waiting, 1, -1)
            } else if code != EINTR {
                return rest.count { $0 == UInt8(ascii: "\n") }
            }
        }
        return 0
    }
}
