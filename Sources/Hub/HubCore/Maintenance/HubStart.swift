internal import Domain
package import Host
package import Store
package import Telemetry

/// What a hub does about its runs before it lets anybody in.
package struct HubStart: Sendable {
    private let store: any RunStore & HubStore
    private let leases: LeaseBook
    private let clock: WallClock
    private let log: Logger

    package init(
        store: any RunStore & HubStore, leases: LeaseBook, clock: WallClock, log: Logger
    ) {
        self.store = store
        self.leases = leases
        self.clock = clock
        self.log = log
    }

    /// Idempotent, and harmless while another hub on the same store is at work.
    package func repair() async throws {
        let now = clock.now
        let isFrozen = try await store.hub()?.frozen != nil
        var count = 0
        for run in try await store.openRuns(limit: RunDispatcher.runsMax) {
            // Whoever died while the hub was away is found out from now on, and not from when the
            // run is looked at first.
            if run.isPooled { leases.lend(run) }
            let decision = HubRepair.atStart(run, isFrozen: isFrozen)
            guard case .step(let step) = decision else { continue }
            _ = try await store.changeRun(run.id, of: nil, at: now) { page in
                guard page.run.position == run.position else { return [] }
                try page.run.take(step, at: now)
                page.note(
                    .init(.dropped, .warning, code: page.run.skipReason?.rawValue), at: now,
                    received: now)
                return [
                    AuditDraft(
                        .runDropped, in: .tenant(run.tenant), by: .system, at: now,
                        on: AuditTarget(run),
                        detail: ["reason": page.run.skipReason?.rawValue ?? ""])
                ]
            }
            count += 1
        }
        if count > 0 { log.info("runs were put in order", ["count": "\(count)"]) }
    }
}
