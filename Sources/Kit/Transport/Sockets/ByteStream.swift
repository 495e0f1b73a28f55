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
    private let waiters: StreamWaiters
    var isWriting = false
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
        waiters = StreamWaiters(on: loop)
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
        guard isOpen else { throw .closed }
        if channel.isReady(for: channel.readNeeds) { return true }
        let isInTime = await waiters.waitToRead(for: channel.readNeeds, by: deadline)
        guard isOpen else { throw .closed }
        return isInTime
    }

    /// Lets a task that awaits `readable` look around, say because it has been cancelled.
    package func wakeReader() {
        loop.checkIsolated()
        waiters.wakeReader()
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
                if channel.takeReadSideEffect() { waiters.wakeReader() }
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
        defer { if channel.takeReadSideEffect() { waiters.wakeReader() } }
        return try channel.send(bytes, [], [], from: offset, moreFollows: false)
    }

    /// Suspends until the kernel may take more.
    package func writable(by deadline: UInt64) async throws(TransportError) {
        guard isOpen else { throw .closed }
        if channel.isReady(for: channel.writeNeeds) { return }
        let isInTime = await waiters.waitToWrite(for: channel.writeNeeds, by: deadline)
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
        waiters.wakeAll()
    }

    /// Gives the descriptor back. Twice is harmless.
    package func close() {
        loop.checkIsolated()
        onLoss = nil
        onWritable = nil
        if let registration { loop.unregister(registration, of: channel.descriptor) }
        registration = nil
        channel.close()
        waiters.close()
    }

    // MARK: Events

    package func becameReady(_ readiness: Readiness) {
        channel.note(readiness)
        if readiness.rawValue & SocketBits.over != 0 {
            waiters.wakeAll()
            let lost = onLoss
            onLoss = nil
            lost?()
            return
        }
        let isAwaited = waiters.hasWriter
        waiters.wake { channel.isReady(for: $0) }
        if !isAwaited, channel.isReady(for: channel.writeNeeds) { onWritable?() }
    }
}
