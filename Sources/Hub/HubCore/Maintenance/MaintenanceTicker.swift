internal import Cron
internal import Domain
package import Host
package import Store
package import Telemetry
internal import Values

/// Has vaults looked after by their own cadence, and takes the queue of deletions on. Work of one
/// vault follows each other, in the order in which it is worth doing; where something goes on, or
/// nobody is there to do it, the next look tries again.
package struct MaintenanceTicker: Sendable {
    package typealias Stores = WatchStore & HubStore

    private static let pause = Duration.seconds(20)
    /// A fleet's vaults are not all looked after in the same minute: each has its own part of
    /// this, always the same.
    private static let jitterMost = Duration.seconds(600)

    private let store: any Stores
    private let desk: RunDesk
    private let deletions: DeletionQueue
    private let zones: ZoneBook
    private let clock: WallClock
    private let jitterMost: Duration
    private let log: Logger

    package init(
        store: any Stores, desk: RunDesk, deletions: DeletionQueue, zones: ZoneBook,
        clock: WallClock, jitterMost: Duration? = nil, log: Logger
    ) {
        self.store = store
        self.desk = desk
        self.deletions = deletions
        self.zones = zones
        self.clock = clock
        self.jitterMost = jitterMost ?? Self.jitterMost
        self.log = log
    }

    /// Runs until the task is cancelled.
    package func run() async {
        let looks = RepeatedLook(
            every: Self.pause, log: log, failed: "vaults are looked after later")
        await looks.once { try await deletions.repair() }
        await looks.run {
            await looks.once { try await look() }
            await looks.once { try await deletions.look() }
        }
    }

    /// One look at every vault. While the hub is frozen, vaults are only read: what is in them is
    /// what counts, and not what the hub remembers.
    package func look() async throws {
        if let frozen = try await store.hub()?.frozen { return try await read(since: frozen) }
        var request: PageRequest? = PageRequest(limit: PageRequest.limitMax)
        var vaults: [WatchedVault] = []
        while let wanted = request {
            let page = try await store.watchedVaults(wanted)
            vaults += page.items
            request = page.following
        }
        try await vaults.forEachAnyway { try await look(at: $0) }
    }

    private func look(at watched: WatchedVault) async throws {
        let (now, vault) = (clock.now, watched.vault)
        let zone: Zone
        do {
            zone = try await zones.zone(named: vault.cadence.zone)
        } catch {
            log.warning(
                "a vault is not looked after: its time zone is unknown here",
                ["vault": vault.id.description])
            return
        }
        let decisions = MaintenanceRule.decide(
            vault.cadence, in: zone, last: watched.care.compactMapValues(\.lastGood),
            since: vault.created, open: watched.open, now: now)
        for decision in decisions {
            guard case .due(let kind, let nominal) = decision, watched.kinds.contains(kind),
                now >= nominal + vault.jitter(of: kind, most: jitterMost),
                now >= watched.care[kind]?.retryFrom ?? now
            else { continue }
            guard try await begin(kind, of: vault) else { return }
            // What takes something away or looks at what is there is alone with its vault.
            if kind != .drill { return }
        }
    }

    /// Has each vault read that was not read since then, once: a check tells what lies there.
    private func read(since frozen: Timestamp) async throws {
        let unread = try await store.vaults(unreadSince: frozen, limit: PageRequest.limitMax)
        try await unread.forEachAnyway { vault in
            let care = try await store.care(for: vault.id, of: vault.tenant)
            guard care.allSatisfy({ $0.kind != .check || $0.ended < frozen }) else { return }
            _ = try await begin(.check, of: vault, percent: 0)
        }
    }

    /// False where something else goes on at the vault.
    private func begin(
        _ kind: RunKind, of vault: KnownVault, percent: Int? = nil
    ) async throws -> Bool {
        do {
            if kind == .drill {
                guard let snapshot = try await store.snapshotToRehearse(in: vault.id) else {
                    return true
                }
                _ = try await desk.rehearse(
                    snapshot, of: vault.tenant, cause: .maintenance, by: .machine(at: ""))
            } else {
                _ = try await desk.lookAfter(
                    vault.id, of: vault.tenant, kind, percent: percent, cause: .maintenance,
                    by: .machine(at: ""))
            }
            return true
        } catch let error as StoreError where error.refusal == .runOverlaps {
            return false
        } catch let error as StoreError where error.refusal != nil || error.kind == .notFound {
            // Nobody would do it, or it is gone; when it is overdue, an alert says so.
            return true
        }
    }
}

extension KnownVault {
    /// How far looking after it is put off: always the same for one vault and kind.
    fileprivate func jitter(of kind: RunKind, most: Duration) -> Duration {
        let number = UInt64(MaintenanceCadence.kinds.firstIndex(of: kind) ?? 0)
        var mixed = id.uuid.high ^ id.uuid.low ^ number &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return .milliseconds(
            Int64((mixed ^ mixed >> 31) % (UInt64(max(0, most.milliseconds)) + 1)))
    }
}
