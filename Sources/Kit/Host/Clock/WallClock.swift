internal import Glibc
package import Values

/// Tells the time of day. Handed to whatever stores or shows a moment, so that tests can set it;
/// deadlines and measurements use a monotonic `Clock` instead.
package struct WallClock: Sendable {
    private let read: @Sendable () -> Timestamp

    package init(_ read: @escaping @Sendable () -> Timestamp) {
        self.read = read
    }

    package var now: Timestamp { read() }

    /// The machine's clock, which may jump either way at any time.
    package static let system = WallClock {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(
            milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
