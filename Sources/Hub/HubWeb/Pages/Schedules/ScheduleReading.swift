internal import Cron
internal import Domain
internal import Markup
internal import Values

/// What a time expression means: in words, and its next times.
struct ScheduleReading: View {
    let words: ScheduleWords
    let time: ScheduleTime
    /// In the schedule's own zone, to be shown as its wall clock has them.
    let next: [(time: Timestamp, local: CalendarDate)]

    var body: Markup {
        div(.class("reading"), .aria(.live, "polite")) {
            p { "\(words.reading(time.cron)) (\(time.zone))" }
            ol(.class("next"), .aria(.label, words.nextFive)) {
                for one in next { li { moment(one) } }
            }
        }
    }

    @MarkupBuilder private func moment(_ one: (time: Timestamp, local: CalendarDate)) -> Markup {
        let date = one.local
        Element<HTML.Time>("time")(.datetime(one.time.description)) {
            "\(date.year)-\(date.month.padded(to: 2))-\(date.day.padded(to: 2))"
        }
        span { "\(date.hour.padded(to: 2)):\(date.minute.padded(to: 2))" }
    }
}
