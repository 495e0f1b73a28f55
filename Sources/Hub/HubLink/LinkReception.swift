internal import AgentProtocol
internal import Cryptography
internal import Domain
package import Host
package import HubCore
package import Store
package import Telemetry
internal import Values

/// Judges who says hello: whether it is an agent of ours, and what becomes of its older link.
package struct LinkReception: Sendable {
    let board: LinkBoard
    let hub: HubKey
    let store: any AgentStore & AlertStore
    let work: LinkWork
    let configurations: Configurations
    let clock: WallClock
    let settings: LinkSettings
    let log: Logger

    package init(
        board: LinkBoard, hub: HubKey, store: any AgentStore & AlertStore, work: LinkWork,
        configurations: Configurations, clock: WallClock,
        settings: LinkSettings = LinkSettings(), log: Logger
    ) {
        self.board = board
        self.hub = hub
        self.store = store
        self.work = work
        self.configurations = configurations
        self.clock = clock
        self.settings = settings
        self.log = log
    }

    func challenge() -> Challenge {
        Challenge(
            hub: hub.identity.hub, nonce: SecureRandom.bytes(LinkProof.nonceSize),
            time: clock.now)
    }

    /// The link of an agent that is believed, in its place on the board and welcomed.
    ///
    /// Throws `LinkEnd` with what the other end is told, `ProtocolError`, or what the store throws.
    func receive(
        _ hello: Hello, to challenge: Challenge, outbox: LinkOutbox
    ) async throws -> AgentLink {
        guard hello.speaks.common(with: .ours) != nil else {
            throw ProtocolError.mismatch(theirs: hello.speaks, from: .agent)
        }
        let proof = LinkProof(
            hub: hub.identity.hub, agent: hello.agent, incarnation: hello.incarnation,
            hubNonce: challenge.nonce, agentNonce: hello.nonce)
        // An unknown agent and a wrong key are told the same.
        guard let agent = try await store.agent(hello.agent),
            isSigned(proof.bytes(signedBy: .agent), hello.signature, by: agent.key)
        else { throw LinkEnd(goodbye: .notBelieved) }
        guard agent.standing.mayConnect else { throw LinkEnd(goodbye: .revoked) }
        let committed = try await work.intake.committed(of: hello.incarnation, by: agent.id)
        guard hello.recorded >= committed else { throw LinkEnd(goodbye: .reincarnate) }
        let received = try await work.intake.open(hello.journals, of: agent.id)
        let link = try await place(agent, hello, received, committed, outbox)
        do {
            let current = try await noteArrival(of: agent, hello)
            link.goesBy(hello.configuration)
            link.say(welcome(current, received, proof))
            board.configurationsChanged(by: [.agent(agent.id)])
            return link
        } catch {
            board.remove(link)
            throw error
        }
    }

    /// Puts the link on the board, judged against the link that is there at that very moment.
    private func place(
        _ agent: Agent, _ hello: Hello, _ received: [Received], _ committed: Int64,
        _ outbox: LinkOutbox
    ) async throws -> AgentLink {
        let link = AgentLink(
            agent, hello.incarnation, LinkRuns(hello, received: received), outbox: outbox,
            at: clock.now)
        while true {
            let older = board.link(of: agent.id)
            let decision = LinkRule.decide(
                hello.incarnation, recorded: hello.recorded, committed: committed,
                standing: agent.standing,
                older: older.map { .init(incarnation: $0.incarnation, lastHeard: $0.lastHeard) },
                now: clock.now)
            switch decision {
            case .refuse: throw LinkEnd(goodbye: .revoked)
            case .reincarnate: throw LinkEnd(goodbye: .reincarnate)
            case .probe: try await probe(older, of: agent)
            case .welcome: break
            }
            if board.put(link, insteadOf: older) {
                older?.end(with: .replaced)
                return link
            }
        }
    }

    /// Returns where the older link is dead; two live ones are a clone, and both are sent away.
    private func probe(_ older: AgentLink?, of agent: Agent) async throws {
        let isAlive = await older?.answers(within: settings.probeTime, at: clock.now) ?? false
        guard LinkRule.afterProbe(answered: isAlive) == .clone else { return }
        let now = clock.now
        _ = try await store.changeAgent(agent.id, of: nil) { agent in
            guard agent.standing.mayBecome(.paused) else { return [] }
            agent.standing = .paused
            return [
                AuditDraft(
                    .agentPaused, in: agent.scope.audit, by: .system, at: now,
                    on: AuditTarget(agent), detail: ["reason": "cloned"])
            ]
        }
        try await store.note(
            AlertChanges(observed: [.agentCloned(agent.id)]), of: agent.scope.audit, at: now)
        log.error(
            "two machines say that they are one agent; it is paused",
            ["agent": agent.id.description])
        older?.end(with: .cloned)
        throw LinkEnd(goodbye: .cloned)
    }

    /// Writes down that the agent is there, if it still is what it was believed to be. It is on the
    /// board by now: whoever changes it after this ends the link.
    private func noteArrival(of agent: Agent, _ hello: Hello) async throws -> Agent {
        let now = clock.now
        return try await store.changeAgent(agent.id, of: nil) { current in
            guard current.standing.mayConnect else { throw LinkEnd(goodbye: .revoked) }
            guard current.key == agent.key else { throw LinkEnd(goodbye: .rotated) }
            guard current.standing == agent.standing else { throw LinkEnd(goodbye: .changed) }
            current.incarnation = hello.incarnation
            current.lastSeen = max(now, current.lastSeen ?? now)
            return []
        }
    }

    private func welcome(
        _ agent: Agent, _ received: [Received], _ proof: LinkProof
    ) -> HubMessage {
        .welcome(
            Welcome(
                signature: hub.sign(proof.bytes(signedBy: .hub)),
                hubIncarnation: hub.identity.incarnation, time: clock.now,
                standing: agent.standing,
                received: received, heartbeat: settings.heartbeat))
    }
}
