internal import Domain
internal import Markup
internal import Store

/// How much goes on and how much waits for somebody, in the frame of every page: beside the names
/// in the navigation, and on top.
struct PulseCounts {
    let inside: Inside
    let pulse: TenantPulse

    private var words: FrameWords { inside.words.frame }

    var runs: Markup {
        count(pulse.runs, id: "count-runs", .running, words.going)
    }

    var alerts: Markup {
        count(pulse.alerts, id: "count-alerts", .warn, words.unresolved)
    }

    /// Leads to the alerts from wherever somebody is.
    var bell: Markup {
        a(
            .class("button quiet square bell"), .id("bell"), .href(inside.url("alerts")),
            .aria(.label, words.openAlerts(words.count(pulse.alerts)))
        ) {
            Icon("alert")
            if pulse.alerts > 0 {
                span(.class("count"), .status(.warn), .ariaHidden) { words.count(pulse.alerts) }
            }
        }
    }

    /// All of them as they are now, each to be put in the place of the one with its id.
    @MarkupBuilder var fresh: Markup {
        if inside.may(.viewRuns) { runs }
        if inside.may(.viewAlerts) {
            alerts
            bell
        }
    }

    private func count(
        _ number: Int, id: String, _ status: Status, _ meaning: String
    ) -> Markup {
        span(.class("count", number == 0 ? "none" : nil), .id(id), .status(status)) {
            if number > 0 {
                words.count(number)
                span(.class("sr")) { " \(meaning)" }
            }
        }
    }
}
