internal import AgentProtocol
internal import Domain
internal import Synchronization
internal import Values

/// What one link knows of its agent's runs: which records are still to come of those that were
/// there at its hello, and whose progress it may tell of.
final class LinkRuns: Sendable {
    private struct State {
        /// Up to where each life was recorded at hello, where the hub has less.
        var unread: [ID<Incarnation>: Int64]
        var isReady = false
        var capacity: Int
        var own: [ID<Run>: ID<Tenant>] = [:]
        /// How many records were none of the agent's business, as was told last.
        var refused: Int64 = 0
    }

    /// A thousand runs at once are more than any agent takes.
    private static let ownMax = 1000

    /// What it can read of other machines; empty where its own machine does not let it.
    let kinds: Set<SourceKind>
    let claims: [RunClaimed]
    /// False where the agent has more lives than a hello names: what it claims cannot be judged.
    let isWhole: Bool
    private let incarnations: Set<ID<Incarnation>>
    private let state: Mutex<State>

    init(_ hello: Hello, received: [Received]) {
        kinds = hello.capabilities.isWorker ? Set(hello.capabilities.sources) : []
        claims = hello.runs
        isWhole = hello.journals.count < ProtocolLimits.journalsMax
        incarnations = Set(hello.journals.map(\.incarnation) + [hello.incarnation])
        var unread: [ID<Incarnation>: Int64] = [:]
        for (span, word) in zip(hello.journals, received) where word.through < span.last {
            unread[span.incarnation] = span.last
        }
        state = Mutex(State(unread: unread, capacity: hello.capabilities.capacity))
    }

    /// Whether the agent said at hello that it has this life.
    func knows(_ incarnation: ID<Incarnation>) -> Bool { incarnations.contains(incarnation) }

    /// Everything that was there at hello is committed.
    var isRead: Bool { state.withLock { $0.unread.isEmpty } }

    /// Whether the agent may be given runs.
    var isReady: Bool { state.withLock { $0.isReady } }

    /// How much work the agent takes at once.
    var capacity: Int { state.withLock { $0.capacity } }

    /// The agent goes by a configuration with this capacity.
    /// - Returns: whether it had another.
    func take(capacity: Int) -> Bool {
        state.withLock { state in
            defer { state.capacity = capacity }
            return state.capacity != capacity
        }
    }

    func beReady() {
        state.withLock { $0.isReady = true }
    }

    /// - Returns: whether this was the last that was missing.
    func committed(_ word: Received) -> Bool {
        state.withLock { state in
            guard let last = state.unread[word.incarnation], word.through >= last else {
                return false
            }
            state.unread[word.incarnation] = nil
            return state.unread.isEmpty
        }
    }

    /// How many more records were refused than was told last.
    func newlyRefused(_ refused: Int64) -> Int64 {
        state.withLock { state in
            defer { state.refused = max(state.refused, refused) }
            return max(0, refused - state.refused)
        }
    }

    func tenant(of run: ID<Run>) -> ID<Tenant>? {
        state.withLock { $0.own[run] }
    }

    func remember(_ run: ID<Run>, of tenant: ID<Tenant>) {
        state.withLock { state in
            if state.own.count >= Self.ownMax { state.own = [:] }
            state.own[run] = tenant
        }
    }
}
