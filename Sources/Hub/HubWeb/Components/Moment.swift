internal import Cron
internal import Markup
internal import Values

private let relativeTime = Element<HTML.Plain>("relative-time")

/// A point in time, to the minute and with its zone; the exact one is in `datetime`. With scripts
/// it is shown as people say it, in their own zone, and stays fresh.
struct Moment: View {
    let time: Timestamp

    init(_ time: Timestamp) {
        self.time = time
    }

    var text: String { LocalClock(zone: nil).text(time) }

    var body: Markup {
        relativeTime {
            Element<HTML.Time>("time")(
                .datetime(time.description), .class("nowrap"), .title(time.description)
            ) { text }
        }
    }
}

/// The clock that a reader looks at, where no script can put a time right; without one that of UTC.
struct LocalClock: Sendable {
    let zone: Zone?

    /// To the minute, or to the second.
    func text(_ time: Timestamp, withSeconds: Bool = false) -> String {
        let date = zone?.date(at: time) ?? CalendarDate(secondsSince1970: time.seconds)
        let seconds = withSeconds ? ":\(date.second.padded(to: 2))" : ""
        return "\(date.year)-\(date.month.padded(to: 2))-\(date.day.padded(to: 2)) "
            + "\(date.hour.padded(to: 2)):\(date.minute.padded(to: 2))\(seconds) "
            + (zone?.offset(at: time).abbreviation ?? "UTC")
    }

    /// Each to the minute, to the second where two would be alike.
    func texts(_ times: [Timestamp]) -> [Timestamp: String] {
        let alike = Dictionary(grouping: Set(times)) { text($0) }
        return alike.reduce(into: [:]) { texts, entry in
            for time in entry.value {
                texts[time] = entry.value.count > 1 ? text(time, withSeconds: true) : entry.key
            }
        }
    }
}
