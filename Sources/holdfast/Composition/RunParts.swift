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
    let maker: VaultMaker
    let firing: PoolFiring

    init(
        store: any Store, links: any RunLinks, configurations: Configurations, zones: ZoneBook,
        clock: WallClock,
        ids: IDSource, lease: Duration, log: Logger
    ) {
        dispatcher = RunDispatcher(
            store: store, links: links,
            orders: ConfiguredOrders(configurations, store, lease: lease),
            leases: LeaseBook(length: lease), feed: feed, clock: clock, log: log)
        work = LinkWork(
            intake: RecordIntake(store: store, feed: feed, clock: clock, ids: ids),
            returns: RunReturns(
                store: store, links: links, feed: feed, dispatcher: dispatcher, clock: clock),
            feed: feed, store: store)
        desk = RunDesk(store: store, feed: feed, dispatcher: dispatcher, clock: clock, ids: ids)
        snapshots = SnapshotDesk(store: store, clock: clock, ids: ids)
        maker = VaultMaker(store: store, desk: desk, log: log)
        firing = PoolFiring(store: store, zones: zones, desk: desk, clock: clock, log: log)
    }
}
