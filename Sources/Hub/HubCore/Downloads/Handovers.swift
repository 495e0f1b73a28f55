internal import AgentProtocol
internal import Cryptography
internal import Domain
package import Host
internal import Store
internal import Values

/// Entries of snapshots on their way to machines that do not open the vault: read by an agent that
/// does, sealed to the machine, and handed on by the hub, which can neither read nor change them.
/// Nothing that opens the vault goes to the machine, and nothing of it outlives the restore.
package struct Handovers: Sendable {
    private let store: any RunDesk.Stores
    private let book: HandoverBook
    private let runs: StreamRuns
    private let clock: WallClock

    package init(
        store: any RunDesk.Stores, book: HandoverBook, desk: RunDesk, relays: RelayBoard,
        clock: WallClock, ids: IDSource
    ) {
        self.store = store
        self.book = book
        self.clock = clock
        runs = StreamRuns(store: store, desk: desk, relays: relays, clock: clock, ids: ids)
    }

    /// Begins what a machine asks for with the ticket of its restore.
    ///
    /// Throws `refused(.tokenRefused)` for a ticket that is unknown or used, or whose restore does
    /// not go on there any more, and as `StreamRuns` does.
    package func begin(
        _ ticket: String, nonce: [UInt8], hasContent: Bool
    ) async throws -> RelayedStream {
        guard nonce.count == Handover.nonceSize, let token = Token(ticket),
            let entry = book.take(token, hasContent: hasContent),
            let run = try await store.run(entry.attempt.run, heldBy: entry.machine),
            run.attempt == entry.attempt, [.leased, .running].contains(run.position.state),
            let machine = try await store.agent(entry.machine),
            let id = run.subject.snapshot,
            let snapshot = try await store.snapshot(id, of: run.tenant), snapshot.gone == nil
        else { throw StoreError.refused(.tokenRefused) }
        if hasContent { book.forget(entry) }
        let handover = Handover(
            run: run.id, sealing: machine.key.sealing, nonce: nonce, hasContent: hasContent)
        return try await runs.begin(
            StreamRuns.Wish(
                snapshot: snapshot, paths: run.subject.paths, form: .tar, handover: handover),
            on: entry.reader, cause: run.cause, by: Requester(.system, from: ""))
    }
}
