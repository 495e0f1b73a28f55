internal import AgentProtocol
internal import Domain
internal import Values

/// Carries the journal's records to the hub over one link: the oldest life first, and a later one
/// only when the hub has all of the earlier, since a run that one began another ends.
actor RecordCourier {
    private let journal: Journal
    private var outboxes: [(incarnation: ID<Incarnation>, outbox: Outbox)] = []

    init(_ journal: Journal) {
        self.journal = journal
    }

    /// A link is up; the welcome says what the hub has. A life it does not name it has nothing of.
    func begin(_ lives: [Life], received: [Received]) async throws {
        outboxes = lives.map { life in
            let word = received.first { $0.incarnation == life.incarnation }
            var outbox = Outbox(oldest: life.oldest, recorded: life.recorded)
            outbox.link(received: word?.through ?? 0)
            return (life.incarnation, outbox)
        }
        for (incarnation, outbox) in outboxes {
            try await journal.acknowledge(incarnation, through: outbox.acknowledged)
        }
    }

    /// The hub has committed something, or wants something again.
    func received(_ word: Received) async throws {
        guard let index = outboxes.firstIndex(where: { $0.incarnation == word.incarnation }) else {
            throw ProtocolError(
                .outOfOrder, "The hub acknowledged records of a life that is not this agent's.")
        }
        try outboxes[index].outbox.acknowledge(word.through, rewinds: word.rewinds)
        try await journal.acknowledge(
            word.incarnation, through: outboxes[index].outbox.acknowledged)
    }

    /// What is to be sent next; nil while there is nothing, or too much is on its way.
    func next() async throws -> RecordBatch? {
        if let current = try await journal.lives().last,
            let index = outboxes.firstIndex(where: { $0.incarnation == current.incarnation })
        {
            outboxes[index].outbox.extend(to: current.recorded)
        }
        guard let index = outboxes.firstIndex(where: { $0.outbox.backlog > 0 }) else { return nil }
        let incarnation = outboxes[index].incarnation
        var most = ProtocolLimits.recordsPerFrame
        while true {
            var ahead = outboxes[index].outbox
            guard let range = ahead.next(most: most) else { return nil }
            let batch = RecordBatch(
                incarnation: incarnation,
                records: try await journal.records(of: incarnation, range))
            let size = Envelope(AgentMessage.records(batch)).encoded.count
            if size > ProtocolLimits.agentFrameMax, most > 1 {
                most /= 2
                continue
            }
            // The hub may have asked for something else while the journal was read.
            var again = outboxes[index].outbox
            guard again.next(most: most) == range else { continue }
            outboxes[index].outbox = again
            return batch
        }
    }
}
