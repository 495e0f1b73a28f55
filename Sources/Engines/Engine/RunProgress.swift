package import Connector
internal import Synchronization

/// How far a run is. The work counts, whoever shows it looks now and then; neither waits.
package final class RunProgress: Sendable {
    package struct State: Hashable, Sendable {
        /// What to expect, once somebody has counted it.
        package var totals: SourceTotals?
        package var entries: Int64 = 0
        /// Bytes of content that went through.
        package var bytes: Int64 = 0
        /// Bytes sent to vaults, or read from one.
        package var transferred: Int64 = 0
        /// What is being worked on, for people.
        package var current = ""
        package var issues = 0
    }

    private let state = Mutex(State())

    package init() {}

    package var now: State { state.withLock { $0 } }

    /// To be called for a batch of work, not for each byte.
    package func update(_ change: (inout State) -> Void) {
        state.withLock { change(&$0) }
    }
}
