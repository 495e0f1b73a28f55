internal import Synchronization

/// The switch that ends one attempt of a run, and keeps why.
final class RunControl: Sendable {
    enum Stop: Hashable, Sendable {
        /// Somebody wants the run to end.
        case cancelled
        /// The run is another agent's now; nothing of it is told.
        case lost
        /// The process is being stopped: the run goes on in its next life.
        case shutdown
    }

    private let state = Mutex<Stop?>(nil)
    private let lease: Mutex<RunLease?>
    private let bell = Bell()
    private let asks: Bell?

    /// - Parameters:
    ///   - lease: nil for a run that is this agent's for as long as it takes.
    ///   - asks: Rung when the hub is to be asked about the lease at once.
    init(lease: RunLease? = nil, asks: Bell? = nil) {
        self.lease = Mutex(lease)
        self.asks = asks
    }

    /// Whether what came of the attempt may count. An expired lease ends it.
    var mayPublish: Bool {
        let isLive = lease.withLock { $0?.isLive ?? true }
        if !isLive { stop(.lost) }
        return stop == nil
    }

    var isLeased: Bool { lease.withLock { $0 != nil } }

    func renewLease(from start: ContinuousClock.Instant) {
        lease.withLock { $0?.renew(from: start) }
        bell.ring()
    }

    /// Asks the hub whether the run still is this agent's, and waits for the answer. Where none
    /// comes for as long as a lease lasts, it is not.
    func confirmLease(_ timer: any Clock<Duration>) async {
        guard let length = lease.withLock({ $0?.length }) else { return }
        let start = ContinuousClock.now
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                asks?.ring()
                for await _ in bell.strokes() {
                    if stop != nil { return }
                    if lease.withLock({ $0?.isConfirmed(since: start) ?? true }) { return }
                }
            }
            group.addTask {
                // Cancelled when the answer is there.
                try? await timer.sleep(for: length)
            }
            await group.next()
            group.cancelAll()
        }
        if !lease.withLock({ $0?.isConfirmed(since: start) ?? true }) { stop(.lost) }
    }

    /// Why it is to end; the first reason stays, but for a lost run, of which nothing counts.
    var stop: Stop? { state.withLock { $0 } }

    func stop(_ reason: Stop) {
        state.withLock { stop in
            if stop == nil || reason == .lost { stop = reason }
        }
        bell.ring()
    }

    /// Runs `body`, and cancels it when the attempt is to end. What it returns nevertheless counts.
    func stoppable<Result: Sendable>(
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await body() }
            group.addTask { [self] in
                for await _ in bell.strokes() where stop != nil { return nil }
                return nil
            }
            while let outcome = try await group.next() {
                if let outcome {
                    group.cancelAll()
                    return outcome
                }
                group.cancelAll()
            }
            throw CancellationError()
        }
    }
}
