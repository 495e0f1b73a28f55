internal import Glibc

/// The writing end of a program's input, on an event loop. Written by one task at a time.
package actor InputPipe: ReadinessHandler {
    private let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe loop.asUnownedSerialExecutor()
    }
    private var descriptor: FileDescriptor?
    private var registration: EventLoop.Registration?
    private var writer: CheckedContinuation<Void, any Error>?
    /// What is fed without a task, and closes the pipe when it is through.
    private var feed: ArraySlice<UInt8>?

    init?(_ descriptor: consuming FileDescriptor?, feed: [UInt8]?, on loop: EventLoop) {
        guard let descriptor else { return nil }
        self.loop = loop
        self.descriptor = consume descriptor
        self.feed = feed?[...]
    }

    /// Writes all of it, waiting for as long as the program does not read. Throws `.inputClosed`
    /// when the program has closed its input or is gone, and when the task is cancelled.
    package func write(_ bytes: some Collection<UInt8> & Sendable) async throws {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            try Task.checkCancellation()
            switch writeOnce(rest) {
            case .taken(let count): rest = rest.dropFirst(count)
            case .full: try await becomeWritable()
            case .closed:
                throw ProcessError(.inputClosed, "the program has closed its input")
            }
        }
    }

    /// Tells the program that its input is at its end. Twice is harmless.
    package func close() {
        guard let raw = descriptor?.raw else { return }
        if let registration { loop.unregister(registration, of: raw) }
        registration = nil
        descriptor = nil
        feed = nil
        wake()
    }

    /// Nobody writes a stream any more; a feed goes on.
    func bodyEnded() {
        if feed == nil { close() }
    }

    func start() throws {
        guard let raw = descriptor?.raw else { return }
        registration = try loop.register(raw, for: [.writable, .edgeTriggered], handler: self)
        pumpFeed()
    }

    package nonisolated func becameReady(_: Readiness) {
        assumeIsolated { pipe in
            pipe.wake()
            pipe.pumpFeed()
        }
    }

    private enum WriteResult {
        case taken(Int)
        case full, closed
    }

    private func writeOnce(_ bytes: ArraySlice<UInt8>) -> WriteResult {
        guard let raw = descriptor?.raw else { return .closed }
        let count = unsafe bytes.withUnsafeBytes { buffer in
            retryingWhenInterrupted { unsafe Glibc.write(raw, buffer.baseAddress, buffer.count) }
        }
        if count >= 0 { return .taken(count) }
        if errno == EAGAIN { return .full }
        close()
        return .closed
    }

    private func pumpFeed() {
        while let bytes = feed {
            guard !bytes.isEmpty else { return close() }
            guard case .taken(let count) = writeOnce(bytes) else { return }
            feed = bytes.dropFirst(count)
        }
    }

    private func becomeWritable() async throws {
        precondition(writer == nil, "an input is written by one task at a time")
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation {
                (continuation: CheckedContinuation<Void, any Error>) in
                guard !Task.isCancelled else {
                    return continuation.resume(throwing: CancellationError())
                }
                writer = continuation
            }
        } onCancel: {
            loop.perform { [self] in assumeIsolated { $0.wake(throwing: CancellationError()) } }
        }
    }

    private func wake(throwing error: (any Error)? = nil) {
        guard let waiting = writer else { return }
        writer = nil
        if let error { waiting.resume(throwing: error) } else { waiting.resume() }
    }
}
