internal import Markup

/// A cell for each day of some weeks: darker with more runs, outlined after a warning, crossed
/// after a failure.
struct ActivityCalendar: View {
    struct Day: Hashable, Sendable {
        let date: String
        let runs: Int
        var warned = 0
        var failed = 0
    }

    /// Beginning with a Monday.
    let days: [Day]
    /// Above the weeks that begin a month: the week's number and the month's name.
    let months: [(week: Int, name: String)]
    /// Of Monday, Wednesday and Friday.
    let weekdays: [String]
    let finding: String

    private static let cell = 11.0
    private static let step = 13.2
    private static let left = 28.0
    private static let top = 14.0

    /// How dark a day is, from 0 for none to 4.
    static func level(of runs: Int, most: Int) -> Int {
        guard runs > 0, most > 0 else { return 0 }
        return min(4, 1 + (runs * 4 - 1) / most)
    }

    private var weeks: Int { (days.count + 6) / 7 }

    var body: Markup {
        svg(
            .class("heat"),
            .viewBox(
                0, 0, Self.left + Double(weeks) * Self.step, Self.top + 7 * Self.step),
            .role("img"), .aria(.label, finding)
        ) {
            for month in months {
                svgText(.x(Length(Self.left + Double(month.week) * Self.step)), .y(9)) {
                    month.name
                }
            }
            for (index, name) in weekdays.enumerated() {
                svgText(.x(0), .y(Length(Self.top + Double(index * 2) * Self.step + 9))) { name }
            }
            let most = days.map(\.runs).max() ?? 0
            for (index, day) in days.enumerated() { cell(of: day, at: index, most: most) }
        }
    }

    @MarkupBuilder private func cell(of day: Day, at index: Int, most: Int) -> Markup {
        let x = Self.left + Double(index / 7) * Self.step
        let y = Self.top + Double(index % 7) * Self.step
        let look =
            day.failed > 0
            ? "hx" : day.warned > 0 ? "hw" : "h\(Self.level(of: day.runs, most: most))"
        rect(
            .class(look), .x(Length(x)), .y(Length(y)), .width(Length(Self.cell)),
            .height(Length(Self.cell))
        ) { svgTitle { "\(day.date): \(day.runs)" } }
        if day.failed > 0 {
            path(.d(Self.cross(x: x, y: y)))
        }
    }

    private static func cross(x: Double, y: Double) -> String {
        let near = (x + 3, y + 3)
        let far = (x + cell - 3, y + cell - 3)
        return "M\(near.0) \(near.1) \(far.0) \(far.1)M\(far.0) \(near.1) \(near.0) \(far.1)"
    }
}

/// What the cells of a calendar mean. The drawing itself says its finding in a sentence.
struct CalendarLegend: View {
    let words: OverviewWords

    var body: Markup {
        ul(.class("legend")) {
            li { words.fewer }
            for level in 0...4 { li(.ariaHidden) { swatch("h\(level)") } }
            li { words.moreRuns }
            li {
                swatch("hw")
                words.outlined
            }
            li {
                swatch("hx")
                words.crossed
            }
        }
    }

    private func swatch(_ look: String) -> Markup { span(.class("swatch", look), .ariaHidden) }
}
