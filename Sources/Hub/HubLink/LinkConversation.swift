internal import AgentProtocol
internal import Domain
internal import Host
internal import HubCore
internal import Store
internal import Telemetry
internal import Values

/// What the hub does with what a welcomed agent says.
struct LinkConversation: Sendable {
    let link: AgentLink
    let reception: LinkReception

    /// False when it was the last word.
    func take(_ message: AgentMessage) async throws -> Bool {
        switch message {
        case .hello:
            throw ProtocolError(.outOfOrder, "The agent said hello twice.")
        case .ping(let ping):
            let lost = try await reception.work.returns.renew(ping.leases, by: link.agent)
            link.say(.pong(Pong(asked: ping.time, time: reception.clock.now, lost: lost)))
        case .pong(let pong): link.heard(pong, at: reception.clock.now)
        case .facts(let facts): try await note(facts)
        case .goodbye: return false
        case .records(let batch): try await take(batch)
        case .progress(let report): try await show(report)
        case .reply(let reply): try await reception.work.returns.take(reply, from: link.agent)
        case .configured(let word):
            if link.goesBy(word.hash) { reception.work.returns.wake() }
            try await reception.configurations.take(word, from: link.agent)
        // Sorted out before: it goes to whoever asked.
        case .answer: break
        }
        return true
    }

    // MARK: Runs

    /// Everything that was recorded before the hello may have been committed before.
    func begin() async throws {
        if link.runs.isRead { try await settle() }
    }

    /// Nothing is acknowledged that is not committed.
    private func take(_ batch: RecordBatch) async throws {
        guard link.runs.knows(batch.incarnation) else {
            throw ProtocolError(
                .outOfOrder, "The agent sent records of a life that it did not name at hello.")
        }
        let taken = try await reception.work.intake.take(
            batch, from: link.agent, offset: link.skew?.offset ?? .zero)
        link.say(.received(taken.received))
        let refused = link.runs.newlyRefused(taken.refused)
        if refused > 0 {
            reception.log.warning(
                "records of an agent were none of its business",
                ["agent": link.agent.description, "count": String(refused)])
        }
        if link.runs.committed(taken.received) { try await settle() }
    }

    private func settle() async throws {
        if link.runs.isWhole {
            try await reception.work.returns.settle(
                link.runs.claims, of: link.agent, incarnation: link.incarnation)
        }
        link.runs.beReady()
        reception.work.returns.wake()
    }

    /// Progress is for eyes; of a run that is somebody else's it is not passed on.
    private func show(_ report: ProgressReport) async throws {
        let id = report.attempt.run
        if link.runs.tenant(of: id) == nil,
            let run = try await reception.work.store.run(id, heldBy: link.agent)
        {
            link.runs.remember(id, of: run.tenant)
        }
        guard let tenant = link.runs.tenant(of: id) else { return }
        reception.work.feed.publish(report, of: tenant)
    }

    private func note(_ facts: HostFacts) async throws {
        let machine = Machine(
            hostName: facts.hostName, program: facts.program, system: facts.system,
            architecture: facts.architecture,
            capacity: Machine.Capacity(processors: facts.processors, memory: facts.memory))
        _ = try await reception.store.changeAgent(link.agent, of: nil) { agent in
            agent.machine = machine
            return []
        }
    }
}
