package import HubCore
package import Store

/// What is done with what agents say of their runs.
package struct LinkWork: Sendable {
    let intake: RecordIntake
    let returns: RunReturns
    let feed: RunFeed
    let store: any RunStore

    package init(
        intake: RecordIntake, returns: RunReturns, feed: RunFeed, store: any RunStore
    ) {
        self.intake = intake
        self.returns = returns
        self.feed = feed
        self.store = store
    }
}
