internal import Domain
internal import Markup
internal import Values

/// One run, with its log.
struct RunDetailPage: View {
    let inside: Inside
    let title: String
    let region: LiveRegion
    let log: RunLog

    var body: Markup {
        ShellPage(inside, title: title, at: .runs) {
            div(.class("stack")) {
                region
                log
            }
        }
    }
}

private let runLog = Element<HTML.Plain>("run-log")

/// What a run said. With scripts it goes on by itself, and follows until somebody scrolls up.
struct RunLog: View {
    let inside: Inside
    let run: Run
    let events: [KnownEvent]
    /// Whether only what is wrong is shown.
    let isNarrowed: Bool
    /// Before which there are more; nil at the beginning.
    let earlier: Int64?
    /// The number of the last event that was looked at.
    let last: Int64

    private var words: RunWords { inside.words.runs }
    private var id: String { run.id.description }

    var body: Markup {
        Panel(
            words.log, id: "log", aside: download, isPadded: false,
            footing: MarkupBuilder.buildArray([
                span { words.follows },
                run.tally.linesDropped > 0
                    ? span {
                        words.dropped(
                            inside.words.figures.count(Int(run.tally.linesDropped)))
                    } : Markup(),
            ])
        ) {
            div(.class("toolbar")) {
                div(.class("segment"), .role("group"), .aria(.label, words.level)) {
                    choice(words.level(nil), isOn: !isNarrowed, query: [])
                    choice(words.fromWarnings, isOn: isNarrowed, query: [("level", "warning")])
                }
                if let earlier {
                    Button(
                        words.earlier,
                        .open(inside.url("runs", id, query: [("before", "\(earlier)")])),
                        icon: "back", isMini: true)
                }
            }
            runLog(.data(.last, "\(last)"), .data(.narrowed, isNarrowed ? "1" : "")) {
                div(
                    .class("log"), .role("log"), .tabindex(0), .aria(.label, words.log)
                ) {
                    ol { lines }
                    if events.isEmpty { p(.class("body muted")) { words.noLines } }
                }
            }
        }
    }

    @MarkupBuilder private var lines: Markup {
        for event in events { RunLine(words: words, event: event) }
    }

    private var download: Markup {
        a(.class("more"), .href(inside.url("runs", id, "log"))) { words.download }
    }

    private func choice(
        _ text: String, isOn: Bool, query: [(name: String, value: String)]
    ) -> Markup {
        a(
            .href(inside.url("runs", id, query: query)), isOn ? .aria(.current, "true") : nil
        ) { text }
    }
}

/// One line of a run's log.
struct RunLine: View {
    let words: RunWords
    let event: KnownEvent

    private var status: Status? {
        switch event.level {
        case .info: nil
        case .warning: .warn
        case .error: .fail
        }
    }

    var body: Markup {
        li(status.map { .status($0) }) {
            Element<HTML.Time>("time")(.datetime(event.time.description)) { clock }
            span(.class("level")) { words.level(event.level) }
            bdi { text }
        }
    }

    private var clock: String {
        let date = CalendarDate(secondsSince1970: event.time.seconds)
        return "\(date.hour.padded(to: 2)):\(date.minute.padded(to: 2)):"
            + "\(date.second.padded(to: 2))"
    }

    private var text: String {
        [words.event(event.kind), event.text].filter { !$0.isEmpty }.joined(separator: ": ")
    }
}

extension DataName {
    /// The number of the last line that is there.
    static let last = DataName("data-last")
    /// Whether lines that say nothing is wrong are left out.
    static let narrowed = DataName("data-narrowed")
}
