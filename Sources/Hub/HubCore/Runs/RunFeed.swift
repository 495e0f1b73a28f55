package import AgentProtocol
package import Domain
internal import Synchronization
package import Values

/// Tells whoever looks that something happened to runs. What happened is asked of the store: this
/// holds nothing that could be lost, and no one who looks slowly holds up anybody.
package final class RunFeed: Sendable {
    /// What somebody wants to hear of.
    package enum Interest: Hashable, Sendable {
        case run(ID<Run>, of: ID<Tenant>)
        case tenant(ID<Tenant>)

        fileprivate var asker: ID<Tenant> {
            switch self {
            case .run(_, let tenant), .tenant(let tenant): tenant
            }
        }
    }

    /// How far a run is: for eyes, and forgotten when the run ends.
    package struct Progress: Hashable, Sendable {
        package let tenant: ID<Tenant>
        package let report: ProgressReport
    }

    private struct State {
        var listeners: [UInt64: (interest: Interest, listener: RunListener)] = [:]
        var next: UInt64 = 0
        var progress: [ID<Run>: Progress] = [:]
        var isClosed = false
    }

    /// Each holds a connection.
    package static let listenersMax = 2000
    /// As many as a busy hub has at once, several times over.
    package static let progressMax = 20_000

    private let state = Mutex(State())

    package init() {}

    /// Nil where too many listen already, of its tenant or of all, or the hub is being stopped. It
    /// leaves by `leave`.
    package func listen(to interest: Interest) -> RunListener? {
        state.withLock { state in
            guard !state.isClosed, state.listeners.count < Self.listenersMax,
                state.listeners.values.count(where: { $0.interest.asker == interest.asker })
                    < TenantLimits.listenersMax
            else { return nil }
            state.next += 1
            let listener = RunListener(state.next)
            state.listeners[state.next] = (interest, listener)
            return listener
        }
    }

    package func leave(_ listener: RunListener) {
        state.withLock { $0.listeners[listener.number] = nil }
        listener.close()
    }

    package var listenerCount: Int { state.withLock { $0.listeners.count } }

    /// How many of those who listen have something to take.
    package var pendingCount: Int {
        let listeners = state.withLock { $0.listeners.values.map(\.listener) }
        return listeners.count { $0.hasNews }
    }

    /// Something happened to these runs, and it is committed.
    package func publish(_ runs: some Collection<Run>) {
        guard !runs.isEmpty else { return }
        state.withLock { state in
            for run in runs where run.position.state.isFinal { state.progress[run.id] = nil }
        }
        for run in runs { tell(run.id, of: run.tenant) }
    }

    package func publish(_ report: ProgressReport, of tenant: ID<Tenant>) {
        let run = report.attempt.run
        let isKept = state.withLock { state in
            guard state.progress[run] != nil || state.progress.count < Self.progressMax else {
                return false
            }
            state.progress[run] = Progress(tenant: tenant, report: report)
            return true
        }
        if isKept { tell(run, of: tenant) }
    }

    /// How far a run is, where its agent said so since the hub started.
    package func progress(of run: ID<Run>) -> ProgressReport? {
        state.withLock { $0.progress[run]?.report }
    }

    /// Ends all that listen: the hub is being stopped.
    package func close() {
        let listeners = state.withLock { state in
            state.isClosed = true
            return state.listeners.values.map(\.listener)
        }
        for listener in listeners { listener.close() }
    }

    private func tell(_ run: ID<Run>, of tenant: ID<Tenant>) {
        let listeners = state.withLock { state in
            state.listeners.values.filter { interest, _ in
                interest == .run(run, of: tenant) || interest == .tenant(tenant)
            }.map(\.listener)
        }
        for listener in listeners { listener.add(run) }
    }
}

/// One who listens: remembers which runs something happened to, each once, until it is asked.
package final class RunListener: Sendable {
    /// What happened since it was asked last.
    package enum News: Hashable, Sendable {
        case runs(Set<ID<Run>>)
        /// More than is remembered: whoever listens looks at everything anew.
        case tooMuch
        /// Nothing, for as long as it was asked to wait.
        case nothing
        case over
    }

    private struct State {
        var runs: Set<ID<Run>> = []
        var isTooMuch = false
        var isClosed = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    package static let runsMax = 256

    let number: UInt64
    private let state = Mutex(State())

    init(_ number: UInt64) {
        self.number = number
    }

    /// Waits until something happened, or for as long as `patience`. One waits at a time.
    package func next(within patience: Duration) async -> News {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wait() }
            group.addTask {
                // Cancelled when there is something.
                guard (try? await ContinuousClock().sleep(for: patience)) != nil else { return }
                self.wake()
            }
            await group.next()
            self.wake()
            group.cancelAll()
        }
        return take()
    }

    private func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let isReady = state.withLock { state in
                    let isReady =
                        state.isClosed || state.isTooMuch || !state.runs.isEmpty
                        || Task.isCancelled
                    if !isReady { state.waiter = waiter }
                    return isReady
                }
                if isReady { waiter.resume() }
            }
        } onCancel: {
            wake()
        }
    }

    private func take() -> News {
        state.withLock { state in
            defer { (state.runs, state.isTooMuch) = ([], false) }
            if state.isClosed { return .over }
            if state.isTooMuch { return .tooMuch }
            return state.runs.isEmpty ? .nothing : .runs(state.runs)
        }
    }

    var hasNews: Bool { state.withLock { $0.isTooMuch || !$0.runs.isEmpty } }

    func add(_ run: ID<Run>) {
        state.withLock { state in
            guard !state.isTooMuch else { return }
            state.runs.insert(run)
            if state.runs.count > Self.runsMax { (state.runs, state.isTooMuch) = ([], true) }
        }
        wake()
    }

    func close() {
        state.withLock { $0.isClosed = true }
        wake()
    }

    private func wake() {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}
