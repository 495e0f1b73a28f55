package import Values

/// How much may go on at once.
package struct RunLimits: Hashable, Sendable {
    /// Of what is work; see `RunRoom`.
    package var perAgent: Int
    /// Of what is work.
    package var perVault: Int
    package var perHub: Int

    package init(perAgent: Int = 2, perVault: Int = 8, perHub: Int = 2000) {
        self.perAgent = perAgent
        self.perVault = perVault
        self.perHub = perHub
    }
}

/// Chooses what begins next among what waits.
package struct Admission: Sendable {
    /// One that waits, with the agent it would run on.
    package struct Candidate: Hashable, Sendable {
        package let run: Run
        package let agent: ID<Agent>
        /// How much work the agent itself takes at once, where it said so.
        package let capacity: Int?

        package init(run: Run, agent: ID<Agent>, capacity: Int? = nil) {
            self.run = run
            self.agent = agent
            self.capacity = capacity
        }
    }

    private let limits: RunLimits
    private var claims: Set<RunClaim> = []
    private var byRoom: [Room: Int] = [:]
    private var byVault: [ID<KnownVault>: Int] = [:]
    private var count = 0

    private struct Room: Hashable {
        let agent: ID<Agent>
        let kind: RunRoom
    }

    /// - Parameter active: All runs that are with an agent.
    package init(_ limits: RunLimits, active: [Run]) {
        self.limits = limits
        for run in active { add(run, on: run.agent) }
    }

    /// Those that may begin now, in the order in which they do: the urgent first, then the older.
    /// A run that must wait holds up nobody behind it that it shares nothing with; those with the
    /// same claim stay in their order.
    package mutating func choose(_ waiting: [Candidate], now: Timestamp) -> [ID<Run>] {
        var chosen: [ID<Run>] = []
        var blocked: Set<RunClaim> = []
        for candidate in waiting.sorted(by: Self.isEarlier) {
            let run = candidate.run
            let isFree = run.notBefore <= now && admits(candidate)
            if isFree, blocked.isDisjoint(with: run.claims) {
                add(run, on: candidate.agent)
                chosen.append(run.id)
            } else if run.notBefore <= now {
                blocked.formUnion(run.claims)
            }
        }
        return chosen
    }

    private func admits(_ candidate: Candidate) -> Bool {
        let run = candidate.run
        let room = Room(agent: candidate.agent, kind: run.kind.room)
        let size =
            room.kind.size ?? min(limits.perAgent, candidate.capacity ?? limits.perAgent)
        let isVaultFree =
            room.kind != .work
            || run.subject.vaults.allSatisfy { byVault[$0, default: 0] < limits.perVault }
        return count < limits.perHub && byRoom[room, default: 0] < size && isVaultFree
            && !claims.contains(.agent(candidate.agent)) && claims.isDisjoint(with: run.claims)
    }

    private mutating func add(_ run: Run, on agent: ID<Agent>?) {
        count += 1
        claims.formUnion(run.claims)
        let kind = run.kind.room
        if let agent { byRoom[Room(agent: agent, kind: kind), default: 0] += 1 }
        guard kind == .work else { return }
        for vault in run.subject.vaults { byVault[vault, default: 0] += 1 }
    }

    private static func isEarlier(_ a: Candidate, _ b: Candidate) -> Bool {
        let (one, other) = (a.run, b.run)
        if one.priority != other.priority { return one.priority.rank < other.priority.rank }
        if one.created != other.created { return one.created < other.created }
        return one.id.uuid.bytes.lexicographicallyPrecedes(other.id.uuid.bytes)
    }
}
