package import AgentProtocol
internal import Cryptography
package import Domain
internal import Synchronization
package import Values

/// The streams that are expected. A ticket is known to the agent that the run was given to, over
/// its own link, and to nobody else; it is good for one request.
package final class RelayBoard: Sendable {
    private struct State {
        var byRun: [ID<Run>: Relay] = [:]
        /// By the digests of their tickets, until one of them is shown.
        var unused: [SHA256Digest: Relay] = [:]
    }

    /// Each is two connections and an agent at work.
    package static let relaysMax = 64

    private let state = Mutex(State())

    package init() {}

    /// Nil where as many as can be are open, of the tenant or of all.
    func open(
        for run: ID<Run>, of tenant: ID<Tenant>, _ form: StreamTicket.Form,
        _ handover: Handover? = nil
    ) -> Relay? {
        let token = Token.random()
        let ticket = StreamTicket(token.revealed(), form: form, handover: handover)
        let relay = Relay(of: run, tenant, ticket)
        return state.withLock { state in
            guard state.byRun.count < Self.relaysMax,
                state.byRun.values.count(where: { $0.tenant == tenant }) < TenantLimits.relaysMax
            else { return nil }
            state.byRun[run] = relay
            state.unused[token.digest] = relay
            return relay
        }
    }

    /// What the order of a run names; nil where nobody waits for its stream any more.
    package func ticket(of run: ID<Run>) -> StreamTicket? {
        state.withLock { $0.byRun[run]?.ticket }
    }

    /// The stream that a ticket is for, the first time it is shown.
    package func take(_ ticket: String) -> Relay? {
        guard let token = Token(ticket) else { return nil }
        return state.withLock { $0.unused.removeValue(forKey: token.digest) }
    }

    /// Nobody waits for it any more.
    func close(_ relay: Relay, isWhole: Bool) {
        state.withLock { state in
            state.byRun[relay.run] = nil
            if let token = Token(relay.ticket.text) { state.unused[token.digest] = nil }
        }
        relay.end(isWhole: isWhole)
    }

    package var count: Int { state.withLock { $0.byRun.count } }
}
