internal import Values

/// A time as archives say it: in two-second steps since 1980 for everybody, and in seconds of UTC
/// for those who read the extended timestamp.
struct ZipTime {
    private static let firstYear = 1980
    private static let lastYear = 2107

    let date: UInt16
    let time: UInt16
    /// nil when the seconds do not fit 32 bits.
    let seconds: UInt32?

    init(_ moment: FileTime) {
        seconds = Int32(exactly: moment.seconds).map { UInt32(bitPattern: $0) }
        let full = CalendarDate(secondsSince1970: moment.seconds)
        guard full.year >= Self.firstYear else {
            (date, time) = (0 << 9 | 1 << 5 | 1, 0)
            return
        }
        guard full.year <= Self.lastYear else {
            (date, time) = (127 << 9 | 12 << 5 | 31, 23 << 11 | 59 << 5 | 29)
            return
        }
        date = UInt16((full.year - Self.firstYear) << 9 | full.month << 5 | full.day)
        time = UInt16(full.hour << 11 | full.minute << 5 | full.second / 2)
    }
}
