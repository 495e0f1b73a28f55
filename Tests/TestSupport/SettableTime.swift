package import Host
internal import Synchronization
internal import Values

/// The time of day as a test sets it.
package final class SettableTime: Sendable {
    private let now = Mutex(Timestamp(seconds: 1_800_000_000))

    package init() {}

    package var clock: WallClock { WallClock { self.now.withLock { $0 } } }

    package func advance(by span: Duration) {
        now.withLock { $0 = $0 + span }
    }
}
