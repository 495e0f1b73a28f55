internal import Domain
internal import Store
package import Values

extension RunScene {
    /// Snapshots of the source in its vault, as its agent sees them: one a day, the last one made
    /// when it was seen.
    ///
    /// - Parameter isWhole: nothing else is in the vault.
    package func see(
        _ locators: [String], at now: Timestamp = Sample.now, every interval: Duration? = nil,
        isWhole: Bool = false
    ) async throws {
        var names = RecordNames()
        names.vaults = [vault.id]
        let interval = interval ?? .seconds(86_400)
        let journals = try await world.store.journals([Self.book], of: agent.id)
        _ = try await world.store.writeRecords(
            of: Self.book, by: agent.id, naming: names, at: now, ids: { Sample.id(Run.self).uuid }
        ) { ledger in
            ledger.journal.committed = (journals.first?.committed ?? 0) + 1
            ledger.sightings = locators.enumerated().map { index, locator in
                SnapshotSighting(
                    vault: vault.id, locator: locator, source: source.id, run: nil,
                    claimedTime: now - interval * (locators.count - 1 - index),
                    size: ByteCount(1000), seen: now)
            }
            guard isWhole else { return }
            ledger.readings = [
                VaultReadingPage(
                    vault: vault.id, reading: Sample.id(Run.self).uuid, page: 1, isLast: true,
                    began: now, isBelieved: true)
            ]
        }
    }

    private static let book: ID<Incarnation> = Sample.id()
}
