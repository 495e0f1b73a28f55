package import Values

/// A machine that announced itself and waits for an operator to compare fingerprints.
package struct PendingAgent: Hashable, Sendable {
    package let id: ID<PendingAgent>
    package let key: AgentKey
    package let hostName: String
    package let address: String
    package let announced: Timestamp

    package init(
        id: ID<PendingAgent>, key: AgentKey, hostName: String, address: String,
        announced: Timestamp
    ) {
        self.id = id
        self.key = key
        self.hostName = hostName
        self.address = address
        self.announced = announced
    }

    package static let lifetime = Duration.seconds(3600)
    package static let countMax = 100
    package static let perAddressMax = 10
    package static let addressWindow = Duration.seconds(60)

    package func isWaiting(at now: Timestamp) -> Bool { now < announced + Self.lifetime }
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
