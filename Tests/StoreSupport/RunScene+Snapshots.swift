package import Domain
internal import Store
package import Values

extension RunScene {
    /// Snapshots of the source in its vault, as whoever looks after the vault sees them: one a day,
    /// the last one made when it was seen.
    ///
    /// - Parameters:
    ///   - runs: which made them; none for those that no run of ours made.
    ///   - other: the vault they are in, where it is another one.
    ///   - isWhole: nothing else is in the vault.
    package func see(
        _ locators: [String], of runs: [ID<Run>] = [], in other: ID<KnownVault>? = nil,
        at now: Timestamp = Sample.now, every interval: Duration? = nil, isWhole: Bool = false,
        size: ByteCount = ByteCount(1000)
    ) async throws {
        let vault = other ?? vault.id
        var names = RecordNames()
        names.vaults = [vault]
        let interval = interval ?? .seconds(86_400)
        let journals = try await world.store.journals([Self.book], of: agent.id)
        _ = try await world.store.writeRecords(
            of: Self.book, by: agent.id, naming: names, at: now, ids: { Sample.id(Run.self).uuid }
        ) { ledger in
            ledger.journal.committed = (journals.first?.committed ?? 0) + 1
            ledger.sightings = locators.enumerated().map { index, locator in
                SnapshotSighting(
                    vault: vault, locator: locator, source: source.id,
                    run: runs.indices.contains(index) ? runs[index] : nil,
                    claimedTime: now - interval * (locators.count - 1 - index),
                    size: size, seen: now, belief: .all)
            }
            guard isWhole else { return }
            ledger.readings = [
                VaultReadingPage(
                    vault: vault, reading: Sample.id(Run.self).uuid, page: 1, isLast: true,
                    began: now, isBelieved: true)
            ]
        }
    }

    private static let book: ID<Incarnation> = Sample.id()
}
