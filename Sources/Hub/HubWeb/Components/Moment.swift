internal import Markup
internal import Values

/// A point in time, to the minute and with its zone; the exact one is in `datetime`.
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
        Element<HTML.Time>("time")(.datetime(time.description), .class("nowrap")) { text }
    }
}
