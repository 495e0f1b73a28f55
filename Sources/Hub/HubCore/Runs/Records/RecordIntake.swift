package import AgentProtocol
package import Domain
package import Host
package import Store
package import Values

/// Commits what agents wrote down of their runs: in order, each record once, all of a batch or
/// nothing, and acknowledged only then.
package struct RecordIntake: Sendable {
    private let store: any JournalStore
    private let feed: RunFeed
    private let clock: WallClock
    private let ids: IDSource

    package init(store: any JournalStore, feed: RunFeed, clock: WallClock, ids: IDSource) {
        self.store = store
        self.feed = feed
        self.clock = clock
        self.ids = ids
    }

    /// Up to where the hub has this incarnation of an agent.
    package func committed(
        of incarnation: ID<Incarnation>, by agent: ID<Agent>
    ) async throws -> Int64 {
        try await store.journals([incarnation], of: agent).first?.committed ?? 0
    }

    /// An agent says what its journals keep, and is told what the hub has of them. What they
    /// dropped and the hub never had, or lost, is counted and never waited for.
    package func open(_ spans: [JournalSpan], of agent: ID<Agent>) async throws -> [Received] {
        let journals = try await store.changeJournals(
            spans.map(\.incarnation), of: agent, at: clock.now
        ) { journals in
            for (index, span) in spans.enumerated() {
                var inbox = Inbox(
                    committed: journals[index].committed, missing: journals[index].missing)
                inbox.open(first: span.first)
                journals[index].committed = inbox.committed
                journals[index].missing = inbox.missing
            }
        }
        return journals.map {
            Received(incarnation: $0.incarnation, through: $0.committed)
        }
    }

    /// What a batch came to.
    package struct Taken: Hashable, Sendable {
        /// To be told to the agent.
        package let received: Received
        /// Records of this life, up to now, that were none of the agent's business.
        package let refused: Int64
    }

    /// - Parameter offset: by how much the agent's clock is ahead.
    ///
    /// Throws what the store throws; nothing is committed then, and the agent sends it again.
    package func take(
        _ batch: RecordBatch, from agent: ID<Agent>, offset: Duration
    ) async throws -> Taken {
        guard let first = batch.records.first?.sequence, let last = batch.records.last?.sequence
        else { preconditionFailure("a batch that was decoded has records") }
        let now = clock.now
        let ledger = try await store.writeRecords(
            of: batch.incarnation, by: agent, naming: RecordNames(batch.records), at: now,
            ids: { [ids] in ids.next() }
        ) { ledger in
            var inbox = Inbox(committed: ledger.journal.committed)
            guard case .commit(let range) = inbox.receive(first...last) else { return }
            var reading = RecordReading(ledger: ledger, offset: offset)
            for record in batch.records where range.contains(record.sequence) {
                reading.read(record)
            }
            ledger = reading.ledger
            ledger.journal.committed = inbox.commit()
        }
        feed.publish(ledger.runs.values.map(\.run))
        let committed = ledger.journal.committed
        return Taken(
            received: Received(
                incarnation: batch.incarnation, through: committed, rewinds: committed < last),
            refused: ledger.journal.refused)
    }
}
