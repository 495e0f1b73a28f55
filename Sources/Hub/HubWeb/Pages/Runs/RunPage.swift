internal import Domain
internal import HubCore
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
    let part: LogPart
    let filter: LogFilter

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
            toolbar
            runLog(.data(.last, "\(part.last)")) {
                div(
                    .class("log"), .role("log"), .tabindex(0), .aria(.label, words.log)
                ) {
                    ol { lines }
                    if part.events.isEmpty {
                        p(.class("body muted")) {
                            filter.isEmpty ? words.noLines : words.noLineFits
                        }
                    }
                }
            }
        }
    }

    @MarkupBuilder private var lines: Markup {
        for event in part.events { RunLine(words: words, event: event, sought: filter.text) }
    }

    private var toolbar: Markup {
        div(.class("toolbar")) {
            div(.class("segment"), .role("group"), .aria(.label, words.level)) {
                for level in KnownEvent.Level.allCases {
                    a(
                        .href(url(LogFilter(least: level, text: filter.text))),
                        level == filter.least ? .aria(.current, "true") : nil
                    ) { words.least(level) }
                }
            }
            search { find }
            if let earlier = part.earlier {
                Button(
                    words.earlier, .open(url(filter, before: earlier)), icon: "back",
                    isMini: true)
            }
        }
    }

    private var find: Markup {
        form(.get(inside.url("runs", id))) {
            if filter.least != .info {
                input(.type(.hidden), .name("level"), .value(filter.least.rawValue))
            }
            label(.class("find")) {
                Icon("search", isSmall: true)
                span(.class("sr")) { words.findLine }
                input(
                    .type(.search), .name("text"), .value(filter.text),
                    .placeholder(words.findLine), .maxlength(100))
            }
        }
    }

    private func url(_ filter: LogFilter, before: Int64? = nil) -> URLReference {
        inside.url(
            "runs", id,
            query: [
                ("level", filter.least == .info ? "" : filter.least.rawValue),
                ("text", filter.text), ("before", before.map { "\($0)" } ?? ""),
            ].filter { !$0.1.isEmpty }.map { (name: $0.0, value: $0.1) })
    }

    private var download: Markup {
        a(.class("more"), .href(inside.url("runs", id, "log"))) { words.download }
    }
}

/// One line of a run's log.
struct RunLine: View {
    let words: RunWords
    let event: KnownEvent
    /// What was looked for in it.
    var sought = ""

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
            bdi { Sought(text: text, part: sought) }
        }
    }

    /// In UTC, as its last letter says; scripts put it right.
    private var clock: String {
        let date = CalendarDate(secondsSince1970: event.time.seconds)
        return "\(date.hour.padded(to: 2)):\(date.minute.padded(to: 2)):"
            + "\(date.second.padded(to: 2))Z"
    }

    private var text: String {
        [words.event(event.kind), event.text].filter { !$0.isEmpty }.joined(separator: ": ")
    }
}

extension DataName {
    /// The number of the last line that is there.
    static let last = DataName("data-last")
}
