internal import Domain
package import Host
package import Store
internal import Values

/// Says which snapshots a run takes out of a vault by the keep rules, at the moment in which it is
/// given out, and writes it down before anybody hears of it.
package struct Forgetting: Sendable {
    package typealias Stores = RetentionStore & AlertStore & AuditStore

    /// As many as one order may name; the rest goes with the next run.
    private static let leavingMax = 10_000

    private let store: any Stores
    private let retention: RetentionDesk
    private let clock: WallClock

    package init(store: any Stores, retention: RetentionDesk, clock: WallClock) {
        self.store = store
        self.retention = retention
        self.clock = clock
    }

    /// The locators of what goes. Asking again gives what goes by then: what has gone meanwhile is
    /// on no list any more.
    func leaving(for run: Run) async throws -> [String] {
        guard let vault = run.subject.vaults.first else { return [] }
        var going: [KnownSnapshot] = []
        var withheld = 0
        let sources =
            if let source = run.subject.source {
                [source]
            } else {
                try await store.sources(storingIn: vault, of: run.tenant)
            }
        for source in sources {
            guard let preview = try await retention.preview(source, in: vault, of: run.tenant)
            else { continue }
            going += preview.leaving.map(\.snapshot)
            withheld += preview.withheld.count
        }
        // The run is its agent's by now, so that nobody pins or holds any of them after this; who
        // did since the rules were asked is heard.
        let kept = try await store.kept(among: going.map(\.id), of: run.tenant, at: clock.now)
        let leaving = going.filter { !kept.contains($0.id) }.map(\.locator)
        try await tell(leaving.count, withheld, of: vault, run)
        return Array(leaving.prefix(Self.leavingMax))
    }

    private func tell(
        _ leaving: Int, _ withheld: Int, of vault: ID<KnownVault>, _ run: Run
    ) async throws {
        let now = clock.now
        let condition = AlertCondition.deletionsWithheld(vault)
        // Of the other sources something may wait still.
        let over: Set<AlertCondition> = run.forgetsOfOneSource ? [] : [condition]
        try await store.note(
            withheld > 0
                ? AlertChanges(observed: [condition]) : AlertChanges(cleared: over),
            of: .tenant(run.tenant), at: now)
        guard leaving > 0 else { return }
        try await store.record([
            AuditDraft(
                .snapshotsForgotten, in: .tenant(run.tenant), by: .system, at: now,
                on: AuditTarget(run),
                detail: ["vault": "\(vault)", "leaving": "\(leaving)", "withheld": "\(withheld)"])
        ])
    }
}
