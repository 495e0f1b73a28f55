package import AgentProtocol
package import Domain
package import HubCore
package import Values

extension LinkBoard: RunLinks {
    package func readyAgents() -> [ReadyAgent] {
        all.compactMap { link in
            guard link.runs.isReady else { return nil }
            return ReadyAgent(
                id: link.agent, incarnation: link.incarnation, standing: link.standingNow,
                capacity: link.runs.capacity, skew: link.skew, work: link.work)
        }
    }

    package func give(_ order: RunOrder, to agent: ID<Agent>) {
        link(of: agent)?.say(.start(order))
    }

    package func cancel(_ attempt: RunAttempt, on agent: ID<Agent>) {
        link(of: agent)?.say(.cancel(RunCancellation(attempt: attempt)))
    }

    package func stop(_ attempt: RunAttempt, on agent: ID<Agent>) {
        link(of: agent)?.say(.stop(RunCancellation(attempt: attempt)))
    }
}
