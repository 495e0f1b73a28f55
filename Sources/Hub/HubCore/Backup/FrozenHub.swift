package import Domain
package import Host
package import Store
package import Values

/// A hub that was restored knows less than its agents and vaults do. Until somebody confirms that
/// it is the hub to go on with, it takes nothing away, tells no agent anything and fires nothing;
/// what agents and vaults have, it takes in.
package struct FrozenHub: Sendable {
    package typealias Stores = HubStore & WatchStore

    /// As many as are counted.
    private static let vaultsMax = 1000

    /// How far a hub is.
    package struct Standing: Hashable, Sendable {
        package let hub: Hub
        /// Vaults that nobody has read since it is frozen; none where it is not.
        package let unreadVaults: Int
        /// What it lost when it was restored last; nil for one that never was.
        package let gap: HubGap?
    }

    private let store: any Stores
    private let clock: WallClock

    package init(store: any Stores, clock: WallClock) {
        self.store = store
        self.clock = clock
    }

    /// Since when; nil for a hub that is not.
    package func since() async throws -> Timestamp? {
        try await store.hub()?.frozen
    }

    /// Throws `notFound` where no hub was started on the store.
    package func standing() async throws -> Standing {
        guard let hub = try await store.hub() else { throw StoreError.notFound("hub") }
        var unread = 0
        if let frozen = hub.frozen {
            unread = try await store.vaults(unreadSince: frozen, limit: Self.vaultsMax).count
        }
        return Standing(hub: hub, unreadVaults: unread, gap: try await store.gap())
    }

    /// This is the hub to go on with. Idempotent.
    package func thaw(by requester: Requester) async throws -> Hub {
        guard let hub = try await store.hub() else { throw StoreError.notFound("hub") }
        let gap = try await store.gap()
        return try await store.setFrozen(
            nil,
            audit: [
                AuditDraft(
                    .hubThawed, in: .hub, by: requester.actor, at: clock.now,
                    on: AuditTarget(kind: "hub", id: hub.id.uuid, name: "hub"),
                    from: requester.address,
                    detail: gap.map { ["lost_from": "\($0.from)", "lost_to": "\($0.to)"] } ?? [:])
            ])
    }
}
