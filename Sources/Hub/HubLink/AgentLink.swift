internal import AgentProtocol
internal import Cryptography
internal import Domain
internal import HubCore
internal import JSON
internal import Synchronization
internal import Values

/// One connection of one agent that has said who it is.
final class AgentLink: Sendable {
    private struct State {
        var lastHeard: Timestamp
        var isNoted = false
        var lastPinged: Timestamp
        var skew: ClockSkew?
        var probe: Probe?
        /// SHA-256 of the configuration that the agent goes by, as it says.
        var configuration: [UInt8]?
        /// What it was sent last.
        var told: (hash: [UInt8], capacity: Int)?
    }

    /// Those who wait for the answer to one ping, known by its time.
    private struct Probe {
        let asked: Timestamp
        var waiters: [CheckedContinuation<Bool, Never>] = []
    }

    let agent: ID<Agent>
    let incarnation: ID<Incarnation>
    /// What the link was made for: where the agent has another by now, the link is over.
    let key: AgentKey
    let runs: LinkRuns
    /// What it does for the pool; nil for one that nobody made a worker.
    let work: PoolWork?
    let questions: LinkQuestions
    private let standing: Mutex<AgentStanding>
    private let outbox: LinkOutbox
    private let state: Mutex<State>

    init(
        _ agent: Agent, _ incarnation: ID<Incarnation>, _ runs: LinkRuns, outbox: LinkOutbox,
        at now: Timestamp
    ) {
        self.agent = agent.id
        self.incarnation = incarnation
        self.runs = runs
        self.outbox = outbox
        questions = LinkQuestions(outbox: outbox)
        work = agent.isWorker ? PoolWork(scope: agent.scope, kinds: runs.kinds) : nil
        key = agent.key
        standing = Mutex(agent.standing)
        state = Mutex(State(lastHeard: now, lastPinged: now))
    }

    // MARK: Saying

    /// Returns at once. Where the agent takes nothing, the link ends.
    func say(_ message: HubMessage) {
        guard !outbox.put(message) else { return }
        end(
            with: Goodbye(
                code: "overloaded", message: "The agent does not take what the hub sends.",
                advice: "Look at the machine and at the line to it."))
    }

    func end(with goodbye: Goodbye?) {
        outbox.end(with: goodbye)
        questions.end()
        resumeProbe(false)
    }

    // MARK: Signs of life

    var lastHeard: Timestamp { state.withLock { $0.lastHeard } }

    /// By how much the agent's clock differs; nil before it answered a ping.
    var skew: ClockSkew? { state.withLock { $0.skew } }

    func heard(at now: Timestamp) {
        state.withLock { state in
            state.lastHeard = max(state.lastHeard, now)
            state.isNoted = false
        }
    }

    func heard(_ pong: Pong, at now: Timestamp) {
        state.withLock { state in
            state.skew = ClockSkew(sent: pong.asked, answered: pong.time, received: now)
        }
        resumeProbe(true, of: pong.asked)
    }

    /// When it was last heard, once for each time.
    func takeLastHeard() -> Timestamp? {
        state.withLock { state in
            defer { state.isNoted = true }
            return state.isNoted ? nil : state.lastHeard
        }
    }

    /// Pings where the last ping is as long ago as `interval`.
    func pingIfDue(every interval: Duration, at now: Timestamp) {
        let isDue = state.withLock { state in
            guard now >= state.lastPinged + interval else { return false }
            state.lastPinged = now
            return true
        }
        if isDue { say(.ping(Ping(time: now))) }
    }

    /// Whether whoever is at the other end answers now. Only the answer to this very ping counts:
    /// what a machine that is no more had sent before may still be under way.
    func answers(within time: Duration, at now: Timestamp) async -> Bool {
        await withTaskGroup(of: Bool?.self) { group in
            group.addTask { await self.nextAnswer(to: now) }
            group.addTask {
                // Cancelled when the answer is there.
                try? await ContinuousClock().sleep(for: time)
                self.resumeProbe(false, of: now)
                return nil
            }
            defer { group.cancelAll() }
            for await answer in group {
                if let answer { return answer }
            }
            return false
        }
    }

    private func nextAnswer(to asked: Timestamp) async -> Bool {
        await withCheckedContinuation { waiter in
            let isFirst = state.withLock { state in
                state.probe = state.probe ?? Probe(asked: asked)
                state.probe?.waiters.append(waiter)
                return state.probe?.waiters.count == 1
            }
            if isFirst { say(.ping(Ping(time: asked))) }
            // Looked at after it waits: whoever ends the link later resumes it.
            if outbox.isOver { resumeProbe(false, of: asked) }
        }
    }

    /// - Parameter asked: of the probe that is meant; nil for whichever there is.
    private func resumeProbe(_ answered: Bool, of asked: Timestamp? = nil) {
        let waiters = state.withLock { state -> [CheckedContinuation<Bool, Never>] in
            guard let probe = state.probe, asked ?? probe.asked == probe.asked else { return [] }
            state.probe = nil
            return probe.waiters
        }
        for waiter in waiters { waiter.resume(returning: answered) }
    }

    // MARK: What the agent goes by

    /// SHA-256 of its configuration; nil before it said any.
    var configuration: [UInt8]? { state.withLock { $0.configuration } }

    /// Sends it what it is to go by.
    func tell(_ wanted: SignedConfiguration) throws {
        let hash = wanted.hash(sha256: { SHA256.hash($0).bytes })
        let capacity = try AgentConfiguration.schema.decode(wanted.content).capacity
        state.withLock { $0.told = (hash, capacity) }
        say(.configuration(wanted))
    }

    /// - Returns: whether it takes another number of runs at once from now on.
    @discardableResult
    func goesBy(_ hash: [UInt8]?) -> Bool {
        let told = state.withLock { state in
            state.configuration = hash
            return state.told
        }
        guard let told, told.hash == hash else { return false }
        return runs.take(capacity: told.capacity)
    }

    // MARK: What the agent is now

    /// What it was when it came: with another standing, the link is over.
    var standingNow: AgentStanding { standing.withLock { $0 } }

    /// Why the link is over, by what the store says of its agent; nil while it goes on.
    func goodbye(for agent: Agent?) -> Goodbye? {
        guard let agent, agent.standing != .revoked else { return .revoked }
        guard agent.key == key else { return .rotated }
        let isSame = agent.standing == standing.withLock { $0 } && agent.isWorker == (work != nil)
        return isSame ? nil : .changed
    }
}
