internal import CShims
internal import Glibc
package import Host

/// One connected socket, plain or under TLS, on the loop that polls it.
///
/// Reading and writing never block: they say "not now", and the caller awaits readiness. One task
/// reads and one writes at a time; a second one traps. All of it is called on the loop's thread.
@safe
package final class ByteStream: ReadinessHandler, @unchecked Sendable {
    // `@unchecked Sendable`: confined to the loop's thread. `becameReady` and the timer come from
    // the loop; `read`, `send` and `close` check.

    package enum ReadOutcome: Equatable {
        case bytes(Int)
        /// Nothing right now: await `readable`.
        case wouldBlock
        /// The peer has finished sending.
        case end
    }

    package let loop: EventLoop
    let channel: Channel
    private var registration: EventLoop.Registration?
    private var reader: Waiter?
    private var writer: Waiter?
    private var timer: TimerQueue.Timer?
    private var timerDue = UInt64.max
    private var isWriting = false
    private var isAborted = false
    /// Called once, on the loop, when the peer has vanished: reset, or gone both ways.
    package var onLoss: (@Sendable () -> Void)?
    /// Called on the loop when the kernel takes bytes again and no task awaits that: for owners
    /// that keep a queue of their own.
    package var onWritable: (@Sendable () -> Void)?

    /// Takes ownership of `descriptor`, a connected or connecting socket.
    package init(
        takingOver descriptor: Int32, on loop: EventLoop, tls: TLSSession? = nil,
        isConnected: Bool = true
    ) throws(TransportError) {
        self.loop = loop
        channel = Channel(descriptor: descriptor, tls: tls, isConnected: isConnected)
        do {
            registration = try loop.register(
                descriptor, for: [.readable, .writable, .peerClosed, .edgeTriggered],
                handler: self)
        } catch {
            channel.close()
            throw TransportError(.closed, "cannot watch a socket: \(error)")
        }
    }

    package var isOpen: Bool { channel.isOpen && !isAborted }
    /// The socket itself, for looking at and for its options; it stays the stream's.
    package var descriptor: Int32 { channel.descriptor }
    package var isSecure: Bool { channel.tls != nil }

    // MARK: Reading

    /// Appends what is there, up to the size of the loop's scratch.
    package func read(into buffer: inout [UInt8]) throws(TransportError) -> ReadOutcome {
        try read { bytes in
            unsafe bytes.withUnsafeBufferPointer { unsafe buffer.append(contentsOf: $0) }
        }
    }

    /// Lends what is there; the bytes are gone from the socket afterwards.
    package func read(
        _ body: (Span<UInt8>) -> Void
    ) throws(TransportError) -> ReadOutcome {
        guard isOpen else { throw .closed }
        return try unsafe loop.withScratch { (scratch) throws(TransportError) in
            let outcome = unsafe try channel.receive(into: scratch)
            if case .bytes(let count) = outcome {
                body(unsafe scratch[..<count].assumingMemoryBound(to: UInt8.self).span)
            }
            return outcome
        }
    }

    /// Up to `max` bytes straight into an array of their own, for bodies: one copy less.
    package func readBlock(atMost max: Int) throws(TransportError) -> ([UInt8], ReadOutcome) {
        guard isOpen else { throw .closed }
        var outcome = ReadOutcome.wouldBlock
        var failure: TransportError?
        let block = unsafe [UInt8](unsafeUninitializedCapacity: max) { buffer, count in
            do throws(TransportError) {
                outcome = unsafe try channel.receive(into: UnsafeMutableRawBufferPointer(buffer))
                if case .bytes(let received) = outcome { count = received }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return (block, outcome)
    }

    /// Suspends until there may be something to read.
    ///
    /// - Parameter deadline: in milliseconds of the loop's clock (`loop.now`).
    package func readable(by deadline: UInt64) async throws(TransportError) {
        guard try await becomesReadable(by: deadline) else { throw .timedOut }
    }

    /// The same, where silence is no failure: false when the deadline has passed.
    package func becomesReadable(by deadline: UInt64) async throws(TransportError) -> Bool {
        precondition(reader == nil, "two tasks read one stream")
        guard isOpen else { throw .closed }
        if channel.isReady(for: channel.readNeeds) { return true }
        let isInTime = unsafe await withUnsafeContinuation { continuation in
            reader = unsafe Waiter(
                continuation: continuation, needs: channel.readNeeds, deadline: deadline)
            armTimer(for: deadline)
        }
        guard isOpen else { throw .closed }
        return isInTime
    }

    /// Lets a task that awaits `readable` look around, say because it has been cancelled.
    package func wakeReader() {
        loop.checkIsolated()
        wake(&reader, true)
    }

    // MARK: Writing

    /// Sends all of up to three pieces, in one call to the kernel if it takes them. Suspends while
    /// the peer is slow; fails when it takes nothing for `stall` milliseconds.
    package func write(
        _ first: [UInt8], _ second: [UInt8] = [], _ third: [UInt8] = [], from offset: Int = 0,
        stall: UInt64, moreFollows: Bool = false
    ) async throws(TransportError) {
        precondition(!isWriting, "two tasks write one stream")
        isWriting = true
        defer { isWriting = false }
        let total = first.count + second.count + third.count
        var sent = offset
        while sent < total {
            guard isOpen else { throw .closed }
            if let count = try channel.send(
                first, second, third, from: sent, moreFollows: moreFollows)
            {
                sent += count
                if channel.takeReadSideEffect() { wake(&reader, true) }
            } else {
                try await writable(by: loop.now &+ stall)
            }
        }
    }

    /// Sends as much as the kernel takes now; nil when it takes nothing. For owners that keep
    /// their own queue.
    package func send(_ bytes: [UInt8], from offset: Int) throws(TransportError) -> Int? {
        precondition(!isWriting, "two tasks write one stream")
        guard isOpen else { throw .closed }
        defer { if channel.takeReadSideEffect() { wake(&reader, true) } }
        return try channel.send(bytes, [], [], from: offset, moreFollows: false)
    }

    /// Sends a range of a file: copied by the kernel, or under TLS through memory.
    package func write(
        file descriptor: Int32, range: Range<Int>, stall: UInt64
    ) async throws(TransportError) {
        precondition(!isWriting, "two tasks write one stream")
        isWriting = true
        defer { isWriting = false }
        var position = range.lowerBound
        while position < range.upperBound {
            guard isOpen else { throw .closed }
            let count = min(range.upperBound - position, Self.fileSliceBytes)
            if let sent = try sendSlice(of: descriptor, at: position, count: count) {
                position += sent
            } else {
                try await writable(by: loop.now &+ stall)
            }
        }
    }

    /// What one call sends of a file: small enough that other sockets get their turn.
    private static let fileSliceBytes = 256 << 10

    private func sendSlice(
        of descriptor: Int32, at position: Int, count: Int
    ) throws(TransportError) -> Int? {
        guard isSecure else {
            return try channel.sendFile(descriptor, at: position, count: count)
        }
        // The very same bytes are read again when a record has to be repeated, as TLS demands.
        let slice = unsafe [UInt8](unsafeUninitializedCapacity: min(count, 64 << 10)) {
            let read = unsafe pread(descriptor, $0.baseAddress, $0.count, off_t(position))
            $1 = max(0, read)
        }
        guard !slice.isEmpty else { throw TransportError(.closed, "the file became shorter") }
        return try channel.send(slice, [], [], from: 0, moreFollows: false)
    }

    /// Suspends until the kernel may take more.
    package func writable(by deadline: UInt64) async throws(TransportError) {
        precondition(writer == nil, "two tasks write one stream")
        guard isOpen else { throw .closed }
        if channel.isReady(for: channel.writeNeeds) { return }
        let isInTime = unsafe await withUnsafeContinuation { continuation in
            unsafe writer = Waiter(
                continuation: continuation, needs: channel.writeNeeds, deadline: deadline)
            armTimer(for: deadline)
        }
        guard isOpen else { throw .closed }
        if !isInTime { throw .timedOut }
    }

    // MARK: Beginning

    /// Completes the TLS handshake; returns at once on a plain stream.
    package func handshake(by deadline: UInt64) async throws(TransportError) {
        while true {
            guard isOpen else { throw .closed }
            guard try channel.handshake() != nil else { return }
            try await readable(by: deadline)
        }
    }

    // MARK: Ending

    /// Says that no more will be sent; reading goes on.
    package func finishWriting() {
        loop.checkIsolated()
        guard isOpen else { return }
        channel.finishWriting()
    }

    /// Says that no more will be sent, and drops what still comes until the peer has finished too:
    /// closing with unread bytes would reset the connection and take the last answer with it.
    package func linger(bytesMax: Int, by deadline: UInt64) async {
        finishWriting()
        var left = bytesMax
        do {
            while left > 0 {
                switch try read({ left -= $0.count }) {
                case .bytes: continue
                case .wouldBlock: try await readable(by: deadline)
                case .end: return
                }
            }
        } catch {
            return  // Whatever happens now, the peer has had its time.
        }
    }

    /// Fails everything that waits or is tried from now on. The owner still closes.
    package func abort() {
        loop.checkIsolated()
        guard !isAborted, channel.isOpen else { return }
        isAborted = true
        shutdown(channel.descriptor, Int32(SHUT_RDWR))
        wakeAll()
    }

    /// Gives the descriptor back. Twice is harmless.
    package func close() {
        loop.checkIsolated()
        onLoss = nil
        onWritable = nil
        if let registration { loop.unregister(registration, of: channel.descriptor) }
        if let timer { loop.cancel(timer) }
        registration = nil
        timer = nil
        channel.close()
        wakeAll()
    }

    // MARK: Events

    package func becameReady(_ readiness: Readiness) {
        channel.note(readiness)
        if readiness.rawValue & SocketBits.over != 0 {
            wakeAll()
            let lost = onLoss
            onLoss = nil
            lost?()
            return
        }
        if let waiting = reader, channel.isReady(for: waiting.needs) { wake(&reader, true) }
        if let waiting = writer {
            if channel.isReady(for: waiting.needs) { wake(&writer, true) }
        } else if channel.isReady(for: channel.writeNeeds) {
            onWritable?()
        }
    }

    private func wakeAll() {
        wake(&reader, true)
        wake(&writer, true)
    }

    private func wake(_ waiter: inout Waiter?, _ isInTime: Bool) {
        guard let waiting = waiter else { return }
        waiter = nil
        unsafe waiting.continuation.resume(returning: isInTime)
    }

    /// One timer serves all deadlines. It is not moved when they move to later: it rings, sees that
    /// nothing is due, and is set anew. A busy connection so touches the timers twice a minute.
    private func armTimer(for deadline: UInt64) {
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
        if let waiting = reader, waiting.deadline <= now { wake(&reader, false) }
        if let waiting = writer, waiting.deadline <= now { wake(&writer, false) }
        if let waiting = reader { armTimer(for: waiting.deadline) }
        if let waiting = writer { armTimer(for: waiting.deadline) }
    }

    @safe private struct Waiter {
        let continuation: UnsafeContinuation<Bool, Never>
        let needs: SocketBits
        let deadline: UInt64
    }
}
