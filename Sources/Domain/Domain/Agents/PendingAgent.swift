package import Values

/// A machine that announced itself and waits for an operator to compare fingerprints.
package struct PendingAgent: Hashable, Sendable {
    /// What somebody decided.
    package enum Decision: String, Hashable, Sendable, CaseIterable {
        case approved
        case refused
    }

    package let id: ID<PendingAgent>
    /// Whose it would be.
    package let tenant: ID<Tenant>
    package let key: AgentKey
    package let machine: Machine
    package let address: String
    package let announced: Timestamp
    /// What it signs to show that it has the key.
    package let nonce: [UInt8]
    /// When it first did: before, nobody is shown it.
    package var proven: Timestamp?
    package var decision: Decision?

    package var hostName: String { machine.hostName }

    package init(
        id: ID<PendingAgent>, tenant: ID<Tenant>, key: AgentKey, machine: Machine,
        address: String, announced: Timestamp, nonce: [UInt8], proven: Timestamp? = nil,
        decision: Decision? = nil
    ) {
        self.id = id
        self.tenant = tenant
        self.key = key
        self.machine = machine
        self.address = address
        self.announced = announced
        self.nonce = nonce
        self.proven = proven
        self.decision = decision
    }

    package static let lifetime = Duration.seconds(3600)
    /// How long a decision is told to a machine that asks again.
    package static let memory = Duration.seconds(7 * 86_400)
    package static let countMax = 100
    package static let perAddressMax = 10
    package static let addressWindow = Duration.seconds(60)

    package func isWaiting(at now: Timestamp) -> Bool {
        decision == nil && now < announced + Self.lifetime
    }

    /// Whether anybody may still ask what became of it.
    package func isKnown(at now: Timestamp) -> Bool {
        now < announced + (decision == nil ? Self.lifetime : Self.memory)
    }
}

/// Who may announce itself.
package enum AnnounceRule {
    package enum Decision: Hashable, Sendable {
        case admit
        /// It announced itself before, with this key, and is still waiting.
        case known(ID<PendingAgent>)
        case tooManyFromAddress
        case tooManyPending
    }

    /// - Parameters:
    ///   - pending: All that are kept, the expired too.
    ///   - recent: When announcements came from the address, refused ones too.
    package static func decide(
        key: AgentKey, pending: [PendingAgent], recent: [Timestamp], now: Timestamp
    ) -> Decision {
        let inWindow = recent.count { now < $0 + PendingAgent.addressWindow }
        guard inWindow < PendingAgent.perAddressMax else { return .tooManyFromAddress }
        let waiting = pending.filter { $0.isWaiting(at: now) }
        if let known = waiting.first(where: { $0.key == key }) { return .known(known.id) }
        return waiting.count < PendingAgent.countMax ? .admit : .tooManyPending
    }

    /// Those whose host name somebody else has too: shown as such, and refused for it never.
    package static func doubtful(
        _ pending: [PendingAgent], enrolled: [Agent]
    ) -> Set<ID<PendingAgent>> {
        let names = Dictionary(grouping: pending) { $0.hostName.lowercased() }
        let taken = Set(enrolled.map { $0.hostName.lowercased() })
        return Set(
            pending.filter {
                let name = $0.hostName.lowercased()
                return taken.contains(name) || (names[name]?.count ?? 0) > 1
            }.map(\.id))
    }
}
