internal import Synchronization

/// The event streams that are open, each with what its client wants to hear of.
///
/// Publishing writes into bounded queues and waits for nobody.
package final class EventClients<Interest: Sendable>: Sendable {
    private struct Client: Sendable {
        let interest: Interest
        let queue: EventQueue
    }

    private struct State {
        var clients: [UInt64: Client] = [:]
        var nextID: UInt64 = 0
        var isClosed = false
    }

    private let clientsMax: Int
    private let queueBytesMax: Int
    private let state = Mutex(State())

    /// - Parameter clientsMax: each holds a connection and up to `queueBytesMax` of memory.
    package init(clientsMax: Int = 2000, queueBytesMax: Int = EventQueue.bytesMaxDefault) {
        self.clientsMax = clientsMax
        self.queueBytesMax = queueBytesMax
    }

    package var count: Int { state.withLock { $0.clients.count } }

    /// A queue for a new client. It leaves when its queue closes, which its stream sees to.
    package func join(_ interest: Interest) throws -> EventQueue {
        let queue = EventQueue(bytesMax: queueBytesMax)
        let id = try state.withLock { state throws in
            guard !state.isClosed, state.clients.count < clientsMax else {
                throw Problem(
                    .serviceUnavailable, "too_many_streams", "Too many pages are open.",
                    fields: [.retryAfter: "10"])
            }
            state.nextID += 1
            state.clients[state.nextID] = Client(interest: interest, queue: queue)
            return state.nextID
        }
        queue.whenClosed { [weak self] in
            self?.state.withLock { $0.clients[id] = nil }
        }
        return queue
    }

    /// Tells everyone whose interest `matches`.
    package func publish(_ event: ServerSentEvent, where matches: (Interest) -> Bool) {
        let bytes = event.bytes
        for client in state.withLock({ Array($0.clients.values) })
        where matches(client.interest) {
            client.queue.send(bytes)
        }
    }

    /// Shows life on every stream each `interval`, until cancelled; then ends them all, so that a
    /// server that stops does not wait for them.
    package func run(
        on clock: any Clock<Duration> = ContinuousClock(), every interval: Duration = .seconds(20)
    ) async {
        while true {
            do {
                try await clock.sleep(for: interval)
            } catch {
                break
            }
            for client in state.withLock({ Array($0.clients.values) }) {
                client.queue.keepAlive()
            }
        }
        let clients = state.withLock { state in
            state.isClosed = true
            return Array(state.clients.values)
        }
        for client in clients { client.queue.close() }
    }
}
