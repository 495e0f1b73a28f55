package import AgentProtocol
package import Domain
internal import HubCore
package import Store
internal import Synchronization
package import Values

/// The links that are up, one for each agent.
package final class LinkBoard: AgentLinks {
    private struct State {
        var links: [ID<Agent>: AgentLink] = [:]
        /// Agents that are not what they were when they came.
        var changed: Set<ID<Agent>> = []
        /// What agents may have to be told other configurations for.
        var subjects: Set<ConfigurationSubject> = []
    }

    private let state = Mutex(State())
    /// Says that there are changes to take.
    let wakeUps: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    package init() {
        (wakeUps, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    package func agentChanged(_ id: ID<Agent>) {
        let isLinked = state.withLock { state in
            guard state.links[id] != nil else { return false }
            state.changed.insert(id)
            return true
        }
        if isLinked { wake.yield() }
    }

    func takeChanges() -> Set<ID<Agent>> {
        state.withLock { state in
            defer { state.changed = [] }
            return state.changed
        }
    }

    package func configurationsChanged(by subjects: [ConfigurationSubject]) {
        state.withLock { $0.subjects.formUnion(subjects) }
        wake.yield()
    }

    func takeSubjects() -> Set<ConfigurationSubject> {
        state.withLock { state in
            defer { state.subjects = [] }
            return state.subjects
        }
    }

    /// For another try.
    func putBack(_ subjects: Set<ConfigurationSubject>) {
        state.withLock { $0.subjects.formUnion(subjects) }
    }

    /// Lets what was put back be tried again.
    func wakeForRest() {
        if state.withLock({ !$0.subjects.isEmpty }) { wake.yield() }
    }

    package func ask(_ question: Question, of agent: ID<Agent>) async throws -> Answer {
        guard let link = link(of: agent),
            let answer = try await link.questions.ask(question)
        else { throw StoreError.refused(.agentAway) }
        return answer
    }

    package func linked(_ ids: [ID<Agent>]) -> Set<ID<Agent>> {
        state.withLock { state in Set(ids.filter { state.links[$0] != nil }) }
    }

    package var count: Int { state.withLock { $0.links.count } }

    func link(of id: ID<Agent>) -> AgentLink? {
        state.withLock { $0.links[id] }
    }

    var all: [AgentLink] {
        state.withLock { Array($0.links.values) }
    }

    /// Puts `link` in the place of `older`. False where another one is there by now: then it has to
    /// be judged against that one.
    func put(_ link: AgentLink, insteadOf older: AgentLink?) -> Bool {
        state.withLock { state in
            guard state.links[link.agent] === older else { return false }
            state.links[link.agent] = link
            return true
        }
    }

    /// Takes the link away, unless a newer one has its place.
    func remove(_ link: AgentLink) {
        state.withLock { state in
            if state.links[link.agent] === link { state.links[link.agent] = nil }
        }
    }
}
