internal import Host

/// The tasks that wait for a stream, one to read and one to write, and until when they do.
final class StreamWaiters: @unchecked Sendable {
    // `@unchecked Sendable`: confined to the loop's thread by `ByteStream`, its only owner, and by
    // the loop, which calls the timer there.

    @safe private struct Waiter {
        let continuation: UnsafeContinuation<Bool, Never>
        let needs: SocketBits
        let deadline: UInt64
    }

    private let loop: EventLoop
    private var reader: Waiter?
    private var writer: Waiter?
    private var timer: TimerQueue.Timer?
    private var timerDue = UInt64.max

    init(on loop: EventLoop) {
        self.loop = loop
    }

    var hasWriter: Bool { writer != nil }

    /// Suspends until somebody wakes the reader: true; or until the deadline has passed: false.
    func waitToRead(for needs: SocketBits, by deadline: UInt64) async -> Bool {
        precondition(reader == nil, "two tasks read one stream")
        return unsafe await withUnsafeContinuation { continuation in
            unsafe reader = Waiter(continuation: continuation, needs: needs, deadline: deadline)
            arm(for: deadline)
        }
    }

    /// The same for the writer.
    func waitToWrite(for needs: SocketBits, by deadline: UInt64) async -> Bool {
        precondition(writer == nil, "two tasks write one stream")
        return unsafe await withUnsafeContinuation { continuation in
            unsafe writer = Waiter(continuation: continuation, needs: needs, deadline: deadline)
            arm(for: deadline)
        }
    }

    // MARK: Waking

    func wakeReader() { wake(&reader, isInTime: true) }

    func wakeAll() {
        wake(&reader, isInTime: true)
        wake(&writer, isInTime: true)
    }

    /// Wakes those for whom there is what they need.
    func wake(where isReady: (SocketBits) -> Bool) {
        if let waiting = reader, isReady(waiting.needs) { wake(&reader, isInTime: true) }
        if let waiting = writer, isReady(waiting.needs) { wake(&writer, isInTime: true) }
    }

    /// Wakes everybody; nobody waits here any more.
    func close() {
        if let timer { loop.cancel(timer) }
        timer = nil
        wakeAll()
    }

    private func wake(_ waiter: inout Waiter?, isInTime: Bool) {
        guard let waiting = waiter else { return }
        waiter = nil
        unsafe waiting.continuation.resume(returning: isInTime)
    }

    // MARK: Deadlines

    /// One timer serves all deadlines. It is not moved when they move to later: it rings, sees that
    /// nothing is due, and is set anew. A busy connection so touches the timers twice a minute.
    private func arm(for deadline: UInt64) {
        guard deadline < timerDue else { return }
        if let timer { loop.cancel(timer) }
        timerDue = deadline
        let delay = deadline > loop.now ? deadline - loop.now : 0
        timer = loop.schedule(after: .milliseconds(Int64(clamping: delay))) { [weak self] in
            self?.ring()
        }
    }

    private func ring() {
        timer = nil
        timerDue = .max
        let now = loop.now
        if let waiting = reader, waiting.deadline <= now { wake(&reader, isInTime: false) }
        if let waiting = writer, waiting.deadline <= now { wake(&writer, isInTime: false) }
        if let waiting = reader { arm(for: waiting.deadline) }
        if let waiting = writer { arm(for: waiting.deadline) }
    }
}
