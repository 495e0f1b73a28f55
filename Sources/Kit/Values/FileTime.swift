/// A moment as file systems keep it: seconds since 1970, rounded towards the past, and nanoseconds.
package struct FileTime: Hashable, Comparable, Sendable {
    package let seconds: Int64
    package let nanoseconds: UInt32

    package static let nanosecondsPerSecond: UInt32 = 1_000_000_000

    package init(seconds: Int64, nanoseconds: UInt32 = 0) {
        precondition(
            nanoseconds < Self.nanosecondsPerSecond, "nanoseconds are less than a second")
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    package static func < (a: FileTime, b: FileTime) -> Bool {
        (a.seconds, a.nanoseconds) < (b.seconds, b.nanoseconds)
    }
}
