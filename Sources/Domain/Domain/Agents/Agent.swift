package import Values

/// A machine's own process, as the hub knows it.
package struct Agent: Hashable, Sendable {
    /// Whose it is.
    package enum Scope: Hashable, Sendable {
        case tenant(ID<Tenant>)
        /// A shared worker: it gets a tenant's credentials sealed, for one run, in memory only.
        case hub
    }

    package let id: ID<Agent>
    package let scope: Scope
    package var name: String
    /// As it said last.
    package var machine: Machine
    package var key: AgentKey
    package var standing: AgentStanding
    package var labels: [String: String]
    /// Whether it pulls from other machines.
    package var isWorker: Bool
    /// How much of its machine the hub lets it take; its administrator may let it take less.
    package var limits: AgentLimits
    /// Nil for as many as any agent.
    package var runsAtOnce: Int?
    package let created: Timestamp
    package var lastSeen: Timestamp?
    package var incarnation: ID<Incarnation>?

    package var hostName: String { machine.hostName }

    package init(
        id: ID<Agent>, scope: Scope, name: String, machine: Machine, key: AgentKey,
        standing: AgentStanding = .active, labels: [String: String] = [:], isWorker: Bool = false,
        limits: AgentLimits = .none, runsAtOnce: Int? = nil, created: Timestamp,
        lastSeen: Timestamp? = nil, incarnation: ID<Incarnation>? = nil
    ) {
        self.id = id
        self.scope = scope
        self.name = name
        self.machine = machine
        self.key = key
        self.standing = standing
        self.labels = labels
        self.isWorker = isWorker
        self.limits = limits
        self.runsAtOnce = runsAtOnce
        self.created = created
        self.lastSeen = lastSeen
        self.incarnation = incarnation
    }

    /// Three heartbeats were missed: it counts as away.
    package static let awayAfter = Duration.seconds(90)

    package func isAway(at now: Timestamp) -> Bool {
        lastSeen.map { now >= $0 + Self.awayAfter } ?? true
    }

    /// Whether it may be given runs of a tenant.
    package func works(for tenant: ID<Tenant>) -> Bool {
        switch scope {
        case .tenant(let mine): mine == tenant
        case .hub: isWorker
        }
    }
}

/// What the hub lets an agent do.
package enum AgentStanding: String, Hashable, Sendable, CaseIterable {
    case active
    /// Finishes what it has and gets nothing new.
    case draining
    /// Neither the schedules of it nor anything else begins, until a person has looked: two
    /// machines say that they are this one.
    case paused
    /// Its next word is refused, and so is every other.
    case revoked

    /// Whether it may be given a run.
    package var takesRuns: Bool { self == .active }
    package var mayConnect: Bool { self != .revoked }

    /// What was revoked stays so: its credentials were given up for lost.
    package func mayBecome(_ next: AgentStanding) -> Bool {
        self != .revoked || next == .revoked
    }
}

/// One life of an agent's process, or of a hub's store. Whoever comes back with another one does
/// not remember what the last one was in the middle of.
package struct Incarnation: Hashable, Sendable {
    package let id: ID<Incarnation>

    package init(id: ID<Incarnation>) {
        self.id = id
    }
}

/// The two public keys of an agent: one it signs with, one that secrets are sealed to.
package struct AgentKey: Hashable, Sendable {
    /// Ed25519.
    package let signing: [UInt8]
    /// X25519.
    package let sealing: [UInt8]

    package static let byteCount = 32

    /// Nil unless both have 32 bytes.
    package init?(signing: [UInt8], sealing: [UInt8]) {
        guard signing.count == Self.byteCount, sealing.count == Self.byteCount else { return nil }
        self.signing = signing
        self.sealing = sealing
    }

    /// What people compare at both ends: SHA-256 over both keys, in eight groups of four digits.
    /// 128 bits are enough, since nobody can choose both keys to match another's.
    package func fingerprint(sha256: SHA256Function) -> String {
        let digits = Array(
            Hex.encode(sha256(Array("holdfast-agent-key-1\n".utf8) + signing + sealing).prefix(16)))
        return stride(from: 0, to: digits.count, by: 4).map {
            String(digits[$0..<($0 + 4)])
        }.joined(separator: " ")
    }
}
