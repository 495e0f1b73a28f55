package import AgentProtocol
package import Domain
import Synchronization
package import Values

/// What a test's hub has committed, by the same rules as a real one: each record once, in order.
package final class TestLedger: Sendable {
    private struct State {
        var inboxes: [ID<Incarnation>: Inbox] = [:]
        var records: [(incarnation: ID<Incarnation>, record: JournalRecord)] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// Commits what is new of a batch.
    /// - Returns: What to acknowledge.
    package func commit(_ batch: RecordBatch) -> Received {
        state.withLock { state in
            var inbox = state.inboxes[batch.incarnation] ?? Inbox()
            defer { state.inboxes[batch.incarnation] = inbox }
            let first = batch.records.first?.sequence ?? 0
            let last = batch.records.last?.sequence ?? 0
            switch inbox.receive(first...last) {
            case .commit(let range):
                state.records += batch.records.filter { range.contains($0.sequence) }
                    .map { (batch.incarnation, $0) }
                return Received(incarnation: batch.incarnation, through: inbox.commit())
            case .duplicate:
                return Received(incarnation: batch.incarnation, through: inbox.committed)
            case .gap:
                return Received(
                    incarnation: batch.incarnation, through: inbox.committed, rewinds: true)
            }
        }
    }

    /// As a hub whose store was restored: it has so much of a life and nothing after.
    package func restore(_ incarnation: ID<Incarnation>, through sequence: Int64) {
        state.withLock { state in
            state.inboxes[incarnation] = Inbox(committed: sequence)
            state.records.removeAll {
                $0.incarnation == incarnation && $0.record.sequence > sequence
            }
        }
    }

    /// What a welcome says of the journals of a hello.
    package func received(_ hello: Hello) -> [Received] {
        state.withLock { state in
            hello.journals.map { span in
                var inbox = state.inboxes[span.incarnation] ?? Inbox()
                inbox.open(first: span.first)
                state.inboxes[span.incarnation] = inbox
                return Received(incarnation: span.incarnation, through: inbox.committed)
            }
        }
    }

    /// In the order in which they were committed.
    package var events: [RunEvent] { state.withLock { $0.records.map(\.record.event) } }

    /// The numbers of each life.
    package var sequences: [[Int64]] {
        state.withLock { state in
            Dictionary(grouping: state.records, by: \.incarnation).values.map {
                $0.map(\.record.sequence)
            }
        }
    }
}
