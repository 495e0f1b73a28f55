internal import Domain
internal import HTTPServer
internal import Markup
internal import Store
internal import Values

/// Everything that was done, is done and waits.
struct RunsPage: View {
    let inside: Inside
    let region: LiveRegion

    /// Which runs are asked for, as it stands in the address.
    enum Choice: String, Sendable, CaseIterable {
        case all, ongoing, failed, warned

        var states: Set<RunState> {
            switch self {
            case .all: []
            case .ongoing: RunState.open
            case .failed: [.failed]
            case .warned: [.warned]
            }
        }
    }

    /// What the runs are to be about, where only those of one thing are asked for.
    struct Subject: Sendable {
        enum Kind: String, Sendable, CaseIterable {
            case source, vault, agent
        }

        let kind: Kind
        let id: String
        let name: String
    }

    private var words: RunWords { inside.words.runs }

    var body: Markup {
        ShellPage(inside, title: words.title, at: .runs) {
            PageHead(title: words.title, lead: words.lead)
            region
        }
    }
}

/// The part of the runs' page that stays fresh.
struct RunList: View {
    let inside: Inside
    let choice: RunsPage.Choice
    var subject: RunsPage.Subject?
    let runs: [ShownRun]
    let next: Cursor?
    let isFirstPage: Bool

    private var words: RunWords { inside.words.runs }

    var body: Markup {
        section(.class("panel"), .aria(.label, words.all)) {
            if runs.isEmpty, choice == .all, isFirstPage, subject == nil {
                EmptyState(icon: "run", title: words.emptyTitle, text: words.emptyText)
            } else {
                toolbar
                if runs.isEmpty {
                    EmptyState(
                        icon: "filter", title: words.noneFits, text: words.noneFitsText,
                        action: Button(
                            inside.words.common.clearFilters, .open(inside.url("runs"))
                        ).body)
                } else {
                    RunTable(inside: inside, runs: runs)
                }
                footer {
                    Pager(
                        words: inside.words.common, summary: words.shown(runs.count),
                        first: isFirstPage ? nil : url(choice),
                        next: next.map { url(choice, after: $0) })
                }
            }
        }
    }

    private func url(_ choice: RunsPage.Choice, after: Cursor? = nil) -> URLReference {
        var query: [(name: String, value: String)] = []
        if choice != .all { query.append(("show", choice.rawValue)) }
        if let subject { query.append((subject.kind.rawValue, subject.id)) }
        if let after { query.append(("after", after.description)) }
        return inside.url("runs", query: query)
    }

    private var toolbar: Markup {
        div(.class("toolbar")) {
            if let subject {
                span {
                    words.onlyOf
                    " "
                    bdi { subject.name }
                }
                Button(
                    inside.words.common.clearFilters, .open(inside.url("runs")), kind: .quiet,
                    isMini: true)
            }
            div(.class("chips scroll"), .role("group"), .aria(.label, words.filterByState)) {
                for one in RunsPage.Choice.allCases {
                    a(
                        .class("chip"), .href(url(one)),
                        one == choice ? .aria(.current, "true") : nil,
                        status(one).map { .status($0) }
                    ) {
                        if let status = status(one) { Glyph(status: status) }
                        name(one)
                    }
                }
            }
        }
    }

    private func name(_ choice: RunsPage.Choice) -> String {
        switch choice {
        case .all: inside.words.common.all
        case .ongoing: words.ongoing
        case .failed: words.failedOnes
        case .warned: words.warnedOnes
        }
    }

    private func status(_ choice: RunsPage.Choice) -> Status? {
        switch choice {
        case .all: nil
        case .ongoing: .running
        case .failed: .fail
        case .warned: .warn
        }
    }
}
