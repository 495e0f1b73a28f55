internal import Synchronization

/// What one client of an event stream has still to be sent.
///
/// Sending never waits. When the client reads too slowly for what there is to say, everything that
/// waits is thrown away for one `resync` event, upon which it asks for the present state.
package final class EventQueue: Sendable {
    /// The name of the event that stands for those that were thrown away.
    package static let resync = ServerSentEvent(name: "resync", data: "")
    /// Some hundred events. A client that lags further is better off with the present state.
    package static let bytesMaxDefault = 64 << 10

    private struct State {
        var pending: [UInt8] = []
        var isClosed = false
        var reader: CheckedContinuation<[UInt8]?, Never>?
        var closed: (@Sendable () -> Void)?

        mutating func take() -> [UInt8] {
            defer { pending = [] }
            return pending
        }
    }

    private let bytesMax: Int
    private let state = Mutex(State())

    package init(bytesMax: Int = EventQueue.bytesMaxDefault) {
        self.bytesMax = bytesMax
    }

    package func send(_ event: ServerSentEvent) {
        send(event.bytes)
    }

    /// Bytes of a whole event, made once for many clients.
    func send(_ event: [UInt8]) {
        wake { state in
            if state.pending.count + event.count > bytesMax {
                state.pending = Self.resync.bytes
            } else {
                state.pending.append(contentsOf: event)
            }
        }
    }

    /// A comment, so that proxies see life in a stream on which nothing happens.
    package func keepAlive() {
        wake { state in
            if state.pending.isEmpty { state.pending = Array(": still here\n\n".utf8) }
        }
    }

    /// Ends the stream after what was said so far. Twice is harmless.
    package func close() {
        let closed = state.withLock { state in
            defer { state.closed = nil }
            return state.closed
        }
        wake { $0.isClosed = true }
        closed?()
    }

    /// Calls `action` when the queue closes, at once if it has.
    func whenClosed(_ action: @escaping @Sendable () -> Void) {
        let isClosed = state.withLock { state in
            if !state.isClosed { state.closed = action }
            return state.isClosed
        }
        if isClosed { action() }
    }

    /// Everything that waits, as soon as there is something; nil at the end. One reader at a time.
    package nonisolated(nonsending) func next() async -> [UInt8]? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready: [UInt8]?? = state.withLock { state in
                    precondition(state.reader == nil, "an event queue has one reader")
                    if !state.pending.isEmpty { return state.take() }
                    if state.isClosed { return .some(nil) }
                    state.reader = continuation
                    return nil
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            close()
        }
    }

    private func wake(_ change: (inout State) -> Void) {
        let (reader, bytes) = state.withLock {
            state -> (CheckedContinuation<[UInt8]?, Never>?, [UInt8]?) in
            guard !state.isClosed else { return (nil, nil) }
            change(&state)
            guard let reader = state.reader, state.isClosed || !state.pending.isEmpty else {
                return (nil, nil)
            }
            state.reader = nil
            return (reader, state.pending.isEmpty ? nil : state.take())
        }
        reader?.resume(returning: bytes)
    }
}

extension HTTPResponse {
    /// Sends events for as long as the client reads and the queue is open.
    package static func events(
        _ queue: EventQueue, reconnectAfter delay: Duration = .seconds(2)
    ) -> HTTPResponse {
        let milliseconds = delay.components.seconds * 1000
        let fields: HTTPFields = [
            .contentType: "text/event-stream", .cacheControl: "no-store",
            // nginx would hold events back to fill its buffers.
            "X-Accel-Buffering": "no",
        ]
        return HTTPResponse(
            .ok, fields: fields,
            body: .stream(length: nil) { writer in
                defer { queue.close() }
                try await writer.write("retry: \(milliseconds)\n\n")
                while let bytes = await queue.next() { try await writer.write(bytes) }
            })
    }
}
