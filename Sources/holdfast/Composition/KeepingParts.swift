internal import Domain
internal import Host
internal import HubAPI
internal import HubCore
internal import Store
internal import Telemetry

/// What a hub does by itself: looks after vaults, takes away what is to go, and says what is wrong.
struct KeepingParts {
    let retention: RetentionDesk
    let alerts: AlertDesk
    let deletions: DeletionDesk
    let frozen: FrozenHub
    private let start: HubStart
    private let watch: AlertWatch
    private let maintenance: MaintenanceTicker
    private let copies: CopyKeeper
    private let anchors: AuditAnchors
    private let log: Logger

    init(
        store: any Store, links: any RunLinks, runs: RunParts, zones: ZoneBook,
        clock: WallClock, ids: IDSource, log: Logger
    ) {
        retention = runs.retention
        alerts = AlertDesk(store: store, clock: clock)
        watch = AlertWatch(store: store, links: links, zones: zones, clock: clock, log: log)
        deletions = DeletionDesk(store: store, clock: clock, ids: ids)
        frozen = FrozenHub(store: store, clock: clock)
        maintenance = MaintenanceTicker(
            store: store, desk: runs.desk,
            deletions: DeletionQueue(store: store, desk: runs.desk, clock: clock), zones: zones,
            clock: clock, log: log)
        copies = CopyKeeper(store: store, desk: runs.desk, clock: clock, log: log)
        anchors = AuditAnchors(store: store)
        self.log = log
        start = HubStart(store: store, leases: runs.leases, clock: clock, log: log)
    }

    /// Before anybody is let in.
    func repair() async throws {
        try await start.repair()
    }

    /// Runs until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await watch.run() }
            group.addTask { await copies.run() }
            group.addTask { await anchors.run(log) }
            await maintenance.run()
        }
    }

    var api: HubAPI.Keeping {
        HubAPI.Keeping(
            retention: retention, alerts: alerts, deletions: deletions, frozen: frozen)
    }
}
