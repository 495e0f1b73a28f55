package import AgentProtocol
internal import Cryptography
package import Domain
package import Host
package import Store
internal import Values

/// Machines that come with a token become agents, and agents change their keys.
package struct Enrolment: Sendable {
    private let store: any AgentStore & OneTimeTokenStore
    private let newcomers: Newcomers?
    private let hub: HubKey
    private let links: any AgentLinks
    private let clock: WallClock
    private let ids: IDSource
    private let throttle = EnrolmentThrottle()

    /// - Parameter newcomers: Without them, whoever joins waits for people.
    package init(
        store: any AgentStore & OneTimeTokenStore, hub: HubKey, links: any AgentLinks,
        clock: WallClock, ids: IDSource, newcomers: Newcomers? = nil
    ) {
        self.newcomers = newcomers
        self.store = store
        self.hub = hub
        self.links = links
        self.clock = clock
        self.ids = ids
    }

    /// Makes the machine an agent of the token's tenant. The same form again gives the same answer.
    ///
    /// Throws `ProtocolError` for another version, `HubError.untrusted` for a signature that is not
    /// the key's, `HubError.overloaded` for an address that comes with wrong tokens again and
    /// again, and `StoreError` as `AgentStore.enrol` does.
    package func enrol(_ form: EnrolmentForm, from visitor: Visitor) async throws -> Enrolled {
        try throttle.admit(visitor.address, at: clock.now)
        do {
            return try await take(form, from: visitor)
        } catch let error as StoreError where error.refusal == .tokenRefused {
            throttle.recordFailure(of: visitor.address, at: clock.now)
            throw error
        }
    }

    private func take(_ form: EnrolmentForm, from visitor: Visitor) async throws -> Enrolled {
        let introduction = form.introduction
        try introduction.requireCommonVersion()
        let statement = EnrolmentProof.enrolment(key: introduction.key, token: form.token)
        guard isSigned(statement, form.signature, by: introduction.key) else {
            throw HubError.wrongSignature
        }
        try introduction.key.requireUsable()
        guard let token = Token(form.token.text) else {
            throw StoreError.refused(.tokenRefused)
        }
        let now = clock.now
        let id: ID<Agent> = ids.next()
        let agent = try await store.enrol(
            introduction.key, by: TokenHash(of: token), at: now
        ) { token in
            let scope = token.tenant.map(Agent.Scope.tenant) ?? .hub
            let agent = Agent(introduction, id: id, scope: scope, created: now)
            let draft = AuditDraft(
                .agentEnrolled, in: scope.audit, by: .system, at: now, on: AuditTarget(agent),
                from: visitor.address,
                detail: [
                    "fingerprint": agent.key.fingerprint, "token": "\(token.id)",
                    "host": agent.hostName,
                ])
            return (agent, [draft])
        }
        // Before the answer: whoever does not get it comes with the same form again.
        if let newcomers, let first = try await store.token(TokenHash(of: token))?.protects {
            await newcomers.begin(first, on: agent, by: .machine(at: visitor.address))
        }
        return Enrolled(agent, of: hub)
    }

    /// Replaces an agent's keys by others that the old ones sign for. Idempotent.
    ///
    /// Throws `HubError.untrusted`, or `StoreError` with `notFound`, `refused(.keyMoved)`,
    /// `refused(.agentRevoked)` or `refused(.keyTaken)`.
    package func rotate(_ form: RotationForm, from visitor: Visitor) async throws {
        let statement = EnrolmentProof.rotation(
            hub: hub.identity.hub, agent: form.agent, from: form.old, to: form.new)
        guard isSigned(statement, form.oldSignature, by: form.old),
            isSigned(statement, form.newSignature, by: form.new)
        else { throw HubError.wrongSignature }
        try form.new.requireUsable()
        let now = clock.now
        _ = try await store.changeAgent(form.agent, of: nil) { agent in
            guard agent.standing != .revoked else { throw StoreError.refused(.agentRevoked) }
            guard agent.key != form.new else { return [] }
            guard agent.key == form.old else { throw StoreError.refused(.keyMoved) }
            agent.key = form.new
            return [
                AuditDraft(
                    .agentKeyRotated, in: agent.scope.audit, by: .system, at: now,
                    on: AuditTarget(agent), from: visitor.address,
                    detail: [
                        "from": form.old.fingerprint, "to": form.new.fingerprint,
                    ])
            ]
        }
        links.agentChanged(form.agent)
    }
}

extension Enrolled {
    init(_ agent: Agent, of hub: HubKey) {
        let tenant: ID<Tenant>? =
            if case .tenant(let tenant) = agent.scope { tenant } else { nil }
        self.init(
            hub: hub.identity.hub, hubKey: hub.identity.verifyingKey, agent: agent.id,
            tenant: tenant, name: agent.name)
    }
}

extension Introduction {
    func requireCommonVersion() throws {
        guard speaks.common(with: .ours) == nil else { return }
        throw ProtocolError.mismatch(theirs: speaks, from: .agent)
    }
}

extension Agent {
    /// A machine that has just become one. It is called like its host until somebody renames it.
    init(_ introduction: Introduction, id: ID<Agent>, scope: Scope, created: Timestamp) {
        self.init(
            machine: introduction.machine, key: introduction.key, id: id, scope: scope,
            created: created)
    }

    init(machine: Machine, key: AgentKey, id: ID<Agent>, scope: Scope, created: Timestamp) {
        self.init(
            id: id, scope: scope, name: Self.name(for: machine), machine: machine, key: key,
            isWorker: scope == .hub, created: created)
    }

    private static func name(for machine: Machine) -> String {
        let longest = machine.hostName.unicodeScalars.prefix(Fields.agentName.length.upperBound)
        var name = Substring(String(longest))
        while name.last?.isWhitespace == true { name.removeLast() }
        return String(name)
    }
}

extension Agent.Scope {
    /// Whose chain tells of it.
    package var audit: AuditScope {
        switch self {
        case .tenant(let tenant): .tenant(tenant)
        case .hub: .hub
        }
    }
}
