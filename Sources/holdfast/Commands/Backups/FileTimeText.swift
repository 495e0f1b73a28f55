internal import Values

/// A file's time in words, in UTC.
struct FileTimeText {
    private let time: FileTime

    init(_ time: FileTime) {
        self.time = time
    }

    /// As in `2026-11-21 03:46Z`.
    var minute: String {
        let date = CalendarDate(secondsSince1970: time.seconds)
        return "\(day(date)) \(date.hour.padded(to: 2)):\(date.minute.padded(to: 2))Z"
    }

    /// As in `2026-11-21T03:46:29.000000001Z`.
    var full: String {
        let date = CalendarDate(secondsSince1970: time.seconds)
        let clock =
            "\(date.hour.padded(to: 2)):\(date.minute.padded(to: 2)):\(date.second.padded(to: 2))"
        return "\(day(date))T\(clock).\(Int(time.nanoseconds).padded(to: 9))Z"
    }

    private func day(_ date: CalendarDate) -> String {
        "\(date.year.padded(to: 4))-\(date.month.padded(to: 2))-\(date.day.padded(to: 2))"
    }
}
