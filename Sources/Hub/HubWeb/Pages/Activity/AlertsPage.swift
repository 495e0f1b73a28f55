internal import Domain
internal import Markup
internal import Store
internal import Values

/// An alert with the name of what it is about, and where that is looked at.
struct ShownAlert: Sendable {
    let alert: Alert
    let name: String
    let url: URLReference?
}

/// What needs a hand.
struct AlertsPage: View {
    /// Which alerts are asked for, as it stands in the address.
    enum Choice: String, Sendable, CaseIterable {
        case open, resolved, all

        var states: Set<Alert.State> {
            switch self {
            case .open: [.raised, .acknowledged]
            case .resolved: [.resolved]
            case .all: []
            }
        }
    }

    let inside: Inside
    let region: LiveRegion

    private var words: AlertWords { inside.words.alerts }

    var body: Markup {
        ShellPage(inside, title: words.title, at: .alerts) {
            PageHead(title: words.title, lead: words.lead)
            region
        }
    }
}

/// The part of the alerts' page that stays fresh.
struct AlertList: View {
    let inside: Inside
    let choice: AlertsPage.Choice
    let alerts: [ShownAlert]
    let next: Cursor?
    let isFirstPage: Bool

    private var words: AlertWords { inside.words.alerts }

    var body: Markup {
        section(.class("panel"), .aria(.label, words.all)) {
            toolbar
            if alerts.isEmpty {
                EmptyState(
                    icon: "check", title: choice == .open ? words.emptyTitle : words.noneFits,
                    text: words.emptyText)
            } else {
                ul(.class("needs")) {
                    for shown in alerts { AlertLine(inside: inside, shown: shown) }
                }
            }
            footer {
                Pager(
                    words: inside.words.common, summary: words.shown(alerts.count),
                    first: isFirstPage ? nil : url(choice),
                    next: next.map { url(choice, after: $0) })
            }
        }
    }

    private func url(_ choice: AlertsPage.Choice, after: Cursor? = nil) -> URLReference {
        var query: [(name: String, value: String)] = []
        if choice != .open { query.append(("show", choice.rawValue)) }
        if let after { query.append(("after", after.description)) }
        return inside.url("alerts", query: query)
    }

    private var toolbar: Markup {
        div(.class("toolbar")) {
            div(.class("chips scroll"), .role("group"), .aria(.label, words.filterByState)) {
                for one in AlertsPage.Choice.allCases {
                    a(
                        .class("chip"), .href(url(one)),
                        one == choice ? .aria(.current, "true") : nil
                    ) { name(one) }
                }
            }
        }
    }

    private func name(_ choice: AlertsPage.Choice) -> String {
        switch choice {
        case .open: words.openOnes
        case .resolved: words.resolvedOnes
        case .all: inside.words.common.all
        }
    }
}

/// One alert with its next step.
struct AlertLine: View {
    let inside: Inside
    let shown: ShownAlert

    private var words: AlertWords { inside.words.alerts }
    private var alert: Alert { shown.alert }

    private var status: Status {
        switch alert.state {
        case .resolved: .ok
        case .raised, .acknowledged: alert.condition.severity == .critical ? .fail : .warn
        }
    }

    var body: Markup {
        li(.status(status)) {
            Glyph(status: status)
            div {
                h2 { bdi { words.sentence(alert.condition, shown.name) } }
                p {
                    words.state(alert.state)
                    " · "
                    words.since
                    " "
                    Moment(alert.raised)
                    if alert.count > 1 {
                        " · \(words.times(inside.words.figures.count(alert.count)))"
                    }
                }
                if alert.state != .resolved { p { words.advice(alert.condition) } }
            }
            if alert.state != .resolved { div(.class("buttons")) { steps } }
        }
    }

    @MarkupBuilder private var steps: Markup {
        if let url = shown.url {
            Button(words.look, .open(url), isMini: true)
        }
        if inside.may(.acknowledgeAlerts) {
            if alert.state == .raised { step("acknowledgement", words.acknowledge) }
            if !alert.condition.clearsItself { step("resolution", words.resolve) }
        }
    }

    private func step(_ path: String, _ text: String) -> Markup {
        form(
            .post(to: inside.url("alerts", alert.id.description, path), inside.frame.csrf)
        ) { Button(text, .submit, isMini: true) }
    }
}
