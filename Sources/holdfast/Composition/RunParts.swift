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
    let leases: LeaseBook
    let dispatcher: RunDispatcher
    let work: LinkWork
    let desk: RunDesk
    let snapshots: SnapshotDesk
    let retention: RetentionDesk
    let browser: SnapshotBrowser
    let relays = RelayBoard()
    let downloads: Downloads
    let handovers: Handovers
    let maker: VaultMaker
    let firing: PoolFiring

    init(
        store: any Store, links: any AgentLinks & RunLinks, configurations: Configurations,
        zones: ZoneBook, clock: WallClock, ids: IDSource, lease: Duration, log: Logger
    ) {
        retention = RetentionDesk(
            store: store, cadences: CadenceBook(schedules: store, zones: zones), links: links,
            clock: clock)
        let readers = SnapshotReaders(store: store, links: links)
        let book = HandoverBook()
        let orders = ConfiguredOrders(
            configurations, store, clock: clock, lease: lease, relays,
            arrivals: ArrivalOrders(store: store, readers: readers, book: book),
            forgetting: Forgetting(store: store, retention: retention, clock: clock))
        leases = LeaseBook(length: lease)
        dispatcher = RunDispatcher(
            store: store, links: links, orders: orders, leases: leases,
            feed: feed, clock: clock, log: log)
        work = LinkWork(
            intake: RecordIntake(store: store, feed: feed, clock: clock, ids: ids),
            returns: RunReturns(
                store: store, links: links, feed: feed, dispatcher: dispatcher, clock: clock),
            feed: feed, store: store)
        desk = RunDesk(
            store: store, feed: feed, dispatcher: dispatcher, readers: readers, clock: clock,
            ids: ids)
        snapshots = SnapshotDesk(store: store, clock: clock, ids: ids)
        browser = SnapshotBrowser(
            store: store, links: links, configurations: configurations)
        downloads = Downloads(
            store: store, desk: desk, browser: browser, relays: relays, clock: clock, ids: ids)
        handovers = Handovers(
            store: store, book: book, desk: desk, relays: relays, clock: clock, ids: ids)
        maker = VaultMaker(store: store, desk: desk, log: log)
        firing = PoolFiring(store: store, zones: zones, desk: desk, clock: clock, log: log)
    }
}
