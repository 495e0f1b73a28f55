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
    let relays = RelayBoard()
    let downloads: Downloads
    let maker: VaultMaker

    init(
        store: any Store, links: any AgentLinks & RunLinks, configurations: Configurations,
        clock: WallClock,
        ids: IDSource, log: Logger
    ) {
        dispatcher = RunDispatcher(
            store: store, links: links,
            orders: ConfiguredOrders(configurations, store, relays),
            feed: feed, clock: clock, log: log)
        work = LinkWork(
            intake: RecordIntake(store: store, feed: feed, clock: clock, ids: ids),
            returns: RunReturns(
                store: store, links: links, feed: feed, dispatcher: dispatcher, clock: clock),
            feed: feed, store: store)
        desk = RunDesk(store: store, feed: feed, dispatcher: dispatcher, clock: clock, ids: ids)
        snapshots = SnapshotDesk(store: store, clock: clock, ids: ids)
        browser = SnapshotBrowser(
            store: store, links: links, configurations: configurations)
        downloads = Downloads(
            store: store, desk: desk, browser: browser, relays: relays, clock: clock, ids: ids)
        maker = VaultMaker(store: store, desk: desk, log: log)
    }
}
