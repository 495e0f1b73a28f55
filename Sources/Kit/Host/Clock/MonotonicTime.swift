internal import Glibc

/// The clock that never jumps, for deadlines and for measuring.
package enum MonotonicTime {
    /// Nanoseconds since an arbitrary moment.
    package static var nanoseconds: UInt64 { read(CLOCK_MONOTONIC) }

    /// Milliseconds, at the kernel's tick (4 ms): a third of the price of the precise clock.
    package static var coarseMilliseconds: UInt64 { read(CLOCK_MONOTONIC_COARSE) / 1_000_000 }

    private static func read(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
