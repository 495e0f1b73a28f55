internal import Domain
internal import Host
internal import HubCore
internal import HubLink
internal import Store
internal import Telemetry

/// What a hub does about runs: takes in what agents wrote down, gives out what is wanted, and shows
/// both.
struct RunParts {
    let feed = RunFeed()
    let dispatcher: RunDispatcher
    let work: LinkWork
    let desk: RunDesk
    let snapshots: SnapshotDesk
    let browser: SnapshotBrowser
    let retention: RetentionDesk
    let maker: VaultMaker
    let alerts: AlertDesk
    let watch: AlertWatch
    let deletions: DeletionDesk
    let maintenance: MaintenanceTicker
    let start: HubStart

    init(
        store: any Store, links: any AgentLinks & RunLinks, protection: ProtectionParts,
        clock: WallClock,
        ids: IDSource, log: Logger
    ) {
        retention = RetentionDesk(
            store: store, cadences: CadenceBook(schedules: store, zones: protection.zones),
            links: links, clock: clock)
        dispatcher = RunDispatcher(
            store: store, links: links,
            orders: ConfiguredOrders(
                protection.configurations, store,
                Forgetting(store: store, retention: retention, clock: clock)),
            feed: feed, clock: clock, log: log)
        work = LinkWork(
            intake: RecordIntake(store: store, feed: feed, clock: clock, ids: ids),
            returns: RunReturns(
                store: store, links: links, feed: feed, dispatcher: dispatcher, clock: clock),
            feed: feed, store: store)
        desk = RunDesk(store: store, feed: feed, dispatcher: dispatcher, clock: clock, ids: ids)
        snapshots = SnapshotDesk(store: store, clock: clock, ids: ids)
        browser = SnapshotBrowser(
            store: store, links: links, configurations: protection.configurations)
        alerts = AlertDesk(store: store, clock: clock)
        watch = AlertWatch(
            store: store, links: links, zones: protection.zones, clock: clock, log: log)
        deletions = DeletionDesk(store: store, clock: clock, ids: ids)
        maintenance = MaintenanceTicker(
            store: store, desk: desk,
            deletions: DeletionQueue(store: store, desk: desk, clock: clock),
            zones: protection.zones, clock: clock, log: log)
        start = HubStart(store: store, clock: clock, log: log)
        maker = VaultMaker(store: store, desk: desk, log: log)
    }
}
