internal import Glibc
internal import Host
internal import Values

/// What the connections of one loop share. Touched on the loop's thread alone.
final class LoopContext: @unchecked Sendable {
    // `@unchecked Sendable`: the mutable part is reached through `dateLine`, which checks the loop.

    let loop: EventLoop
    private var line: [UInt8] = []
    private var validUntil: UInt64 = 0

    init(loop: EventLoop) {
        self.loop = loop
    }

    /// The `Date` field of this second, as a line of a head.
    var dateLine: [UInt8] {
        loop.checkIsolated()
        if loop.now >= validUntil { renew() }
        return line
    }

    private func renew() {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME_COARSE, &time)
        line = Array("Date: \(HTTPDate.format(Timestamp(seconds: Int64(time.tv_sec))))\r\n".utf8)
        validUntil = loop.now + 1000 - UInt64(time.tv_nsec / 1_000_000)
    }
}
