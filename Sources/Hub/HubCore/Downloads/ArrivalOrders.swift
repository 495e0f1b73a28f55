internal import AgentProtocol
internal import Cryptography
internal import Domain
internal import Store
internal import Values

/// What a machine is told that files are given to, where it does not open their vault.
package struct ArrivalOrders: Sendable {
    private let store: any SnapshotReaders.Stores
    private let readers: SnapshotReaders
    private let book: HandoverBook

    package init(
        store: any SnapshotReaders.Stores, readers: SnapshotReaders, book: HandoverBook
    ) {
        self.store = store
        self.readers = readers
        self.book = book
    }

    enum Ordering: Sendable {
        /// It opens the vault itself.
        case opens
        case arrival(Arrival)
        /// Nobody who could read it is there.
        case notYet
    }

    func ordering(for run: Run, on agent: Agent) async throws -> Ordering {
        guard run.kind == .restore, let id = run.subject.vaults.first,
            let vault = try await store.vault(id, of: run.tenant)?.item,
            try await !readers.opens(agent, vault, source: run.subject.source)
        else { return .opens }
        let entry: HandoverBook.Entry
        if let known = book.entry(for: run.attempt) {
            entry = known
        } else {
            do {
                let reader = try await readers.reader(of: vault, source: run.subject.source)
                entry = book.add(run.attempt, to: agent.id, from: reader.id)
            } catch let error as StoreError where error.refusal == .noReader {
                return .notYet
            }
        }
        guard let reader = try await store.agent(entry.reader) else { return .notYet }
        return .arrival(
            Arrival(
                ticket: entry.ticket.revealed(), vault: vault.id, signing: reader.key.signing))
    }
}
