internal import Cron
package import Domain
package import Store
package import Values

/// What a vault promises of drills, and whether that is kept.
package struct DrillPromise: Sendable {
    package enum Standing: String, Hashable, Sendable, CaseIterable {
        /// Nothing rehearses it by itself.
        case none
        /// None has passed yet, and none is late.
        case waiting
        case kept
        /// None has passed for one and a half times as long as promised.
        case late
    }

    package let vault: KnownVault
    package let standing: Standing
    /// What came of the last one, by whomever it was begun.
    package let last: VaultCare?
    /// When the next one is due; nil where none is promised.
    package let next: Timestamp?

    /// - Parameter timetable: When drills are due; nil where none are.
    init(of vault: KnownVault, last: VaultCare?, timetable: Timetable?, at now: Timestamp) {
        self.vault = vault
        self.last = last
        next = timetable?.next(after: now)
        guard let timetable else {
            standing = .none
            return
        }
        let since = last?.lastGood ?? vault.created
        let late = StaleRule.staleFrom(lastGood: since, timetables: [timetable])
        if let late, now >= late {
            standing = .late
        } else {
            standing = last?.lastGood == nil ? .waiting : .kept
        }
    }
}

extension DrillDesk {
    /// What the vaults of a tenant promise, in the order in which they were added.
    package func promises(
        of tenant: ID<Tenant>, _ page: PageRequest, by zones: ZoneBook, at now: Timestamp
    ) async throws -> Page<DrillPromise> {
        let vaults = try await store.vaults(of: tenant, matching: VaultFilter(), page)
        let figures = try await store.figures(
            of: Set(vaults.items.map(\.item.id)), in: tenant, since: now.day)
        var promises: [DrillPromise] = []
        for vault in vaults.items.map(\.item) {
            var timetable: Timetable?
            if let drill = vault.cadence.drill {
                // A zone that was taken from the machine since promises nothing that is known.
                let zone = try? await zones.zone(named: vault.cadence.zone)
                timetable = zone.map { Timetable(drill, in: $0) }
            }
            promises.append(
                DrillPromise(
                    of: vault, last: figures[vault.id]?.care.first { $0.kind == .drill },
                    timetable: timetable, at: now))
        }
        return Page(items: promises, next: vaults.next)
    }
}
