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

    var text: String {
        let date = CalendarDate(secondsSince1970: time.seconds)
        return "\(date.year)-\(date.month.padded(to: 2))-\(date.day.padded(to: 2)) "
            + "\(date.hour.padded(to: 2)):\(date.minute.padded(to: 2)) UTC"
    }

    var body: Markup {
        relativeTime {
            Element<HTML.Time>("time")(
                .datetime(time.description), .class("nowrap"), .title(time.description)
            ) { text }
        }
    }
}
