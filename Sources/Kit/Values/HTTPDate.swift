/// Dates as HTTP writes them (RFC 9110 section 5.6.7).
package enum HTTPDate {
    /// As in `Sun, 06 Nov 1994 08:49:37 GMT`.
    package static func format(_ moment: Timestamp) -> String {
        let date = CalendarDate(secondsSince1970: moment.seconds)
        // 1 January 1970 was a Thursday.
        let day = Int((moment.seconds / 86_400 + 4) % 7)
        let time = [date.hour, date.minute, date.second].map { $0.padded(to: 2) }
        return "\(days[day]), \(date.day.padded(to: 2)) \(months[date.month - 1])"
            + " \(date.year.padded(to: 4)) \(time.joined(separator: ":")) GMT"
    }

    /// Reads the form above, which is the only one that may still be sent; nil for any other.
    package static func parse(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[5] == "GMT", parts[1].utf8.count == 2,
            let day = Int(parts[1]), let month = months.firstIndex(of: String(parts[2])),
            parts[3].utf8.count == 4, let year = Int(parts[3]), year >= 1970
        else { return nil }
        let time = parts[4].split(separator: ":").map { $0.utf8.count == 2 ? Int($0) : nil }
        guard time.count == 3, let hour = time[0], let minute = time[1], let second = time[2],
            (0..<24).contains(hour), (0..<60).contains(minute), (0...60).contains(second),
            (1...CalendarDate.days(inMonth: month + 1, of: year)).contains(day)
        else { return nil }
        let date = CalendarDate(
            year: year, month: month + 1, day: day, hour: hour, minute: minute,
            second: min(second, 59))
        let moment = Timestamp(seconds: date.secondsSince1970)
        // A wrong weekday means that somebody else counts days differently.
        return format(moment).prefix(4) == parts[0] ? moment : nil
    }

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
