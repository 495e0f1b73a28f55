internal import AgentProtocol
internal import Cryptography
internal import Domain
internal import Synchronization
internal import Values

/// The restores that go to machines which do not open the vault, and what each of them may take. It
/// is kept in memory: a restore that a restart of the hub breaks off is begun anew.
package final class HandoverBook: Sendable {
    struct Entry: Sendable {
        let attempt: RunAttempt
        /// The machine that files are given to.
        let machine: ID<Agent>
        /// The agent that reads the vault for it.
        let reader: ID<Agent>
        let ticket: Token
        /// Each of what the entries are, and their content, is given once.
        fileprivate var given: Set<Bool> = []
        fileprivate let number: Int
    }

    private struct State {
        var entries: [SHA256Digest: Entry] = [:]
        var count = 0
    }

    /// More than go on at once; beyond it the oldest are forgotten.
    private static let entriesMax = 1000

    private let state = Mutex(State())

    package init() {}

    /// The right of one attempt, which stays the same however often it is given out.
    func entry(for attempt: RunAttempt) -> Entry? {
        state.withLock { $0.entries.values.first { $0.attempt == attempt } }
    }

    /// - Returns: The one that is there already, where there is one.
    func add(_ attempt: RunAttempt, to machine: ID<Agent>, from reader: ID<Agent>) -> Entry {
        state.withLock { state in
            if let known = state.entries.values.first(where: { $0.attempt == attempt }) {
                return known
            }
            state.entries = state.entries.filter { $0.value.attempt.run != attempt.run }
            if state.entries.count >= Self.entriesMax,
                let oldest = state.entries.min(by: { $0.value.number < $1.value.number })
            {
                state.entries[oldest.key] = nil
            }
            let entry = Entry(
                attempt: attempt, machine: machine, reader: reader, ticket: .random(),
                number: state.count)
            state.count += 1
            state.entries[entry.ticket.digest] = entry
            return entry
        }
    }

    /// Whose right a ticket is; nil where it is unknown, or gave this already.
    func take(_ ticket: Token, hasContent: Bool) -> Entry? {
        state.withLock { state in
            guard state.entries[ticket.digest]?.given.insert(hasContent).inserted == true else {
                return nil
            }
            return state.entries[ticket.digest]
        }
    }

    func forget(_ entry: Entry) {
        state.withLock { $0.entries[entry.ticket.digest] = nil }
    }
}
