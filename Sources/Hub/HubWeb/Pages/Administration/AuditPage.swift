internal import Domain
internal import HTTPServer
internal import Markup
internal import Store
internal import Values

/// Who did what, from the newest to the oldest.
struct AuditPage: View {
    /// Which events are asked for, as it stands in the address.
    struct Filter: Sendable {
        var action = ""
        /// Days as `2026-11-21`, in UTC.
        var since = ""
        var until = ""

        var isEmpty: Bool { action.isEmpty && since.isEmpty && until.isEmpty }

        func query(before: Int64? = nil) -> [(name: String, value: String)] {
            [
                ("action", action), ("since", since), ("until", until),
                ("before", before.map { "\($0)" } ?? ""),
            ].filter { !$0.1.isEmpty }.map { (name: $0.0, value: $0.1) }
        }
    }

    let inside: Inside
    let title: String
    let place: Navigation.Place
    /// Where this page is, without its query.
    let base: [String]
    let filter: Filter
    let events: [AuditEvent]
    /// The number before which the next page begins.
    let next: Int64?
    let isFirstPage: Bool

    private var words: AuditWords { inside.words.audit }

    var body: Markup {
        ShellPage(inside, title: title, at: place) {
            PageHead(
                title: title,
                actions: Button(
                    words.export, .open(.path(base + ["export"])), icon: "download"
                ).body,
                lead: words.lead)
            section(.class("panel"), .aria(.label, words.all)) {
                toolbar
                if events.isEmpty {
                    EmptyState(icon: "audit", title: words.emptyTitle, text: words.emptyText)
                } else {
                    table
                }
                footer { pager }
            }
        }
    }

    private var toolbar: Markup {
        div(.class("toolbar")) {
            form(.get(.path(base)), .class("row")) {
                SelectField(
                    name: "action", title: words.action,
                    choices: [Choice(value: "", name: words.anything)]
                        + AuditWords.actions.map {
                            Choice(value: $0.action.rawValue, name: words.action($0.action))
                        }, chosen: filter.action)
                TextField(
                    name: "since", label: words.since, type: .date, value: filter.since,
                    optional: "")
                TextField(
                    name: "until", label: words.until, type: .date, value: filter.until,
                    optional: "")
                Button(words.filter, .submit, icon: "filter")
                if !filter.isEmpty {
                    Button(inside.words.common.clearFilters, .open(.path(base)), kind: .quiet)
                }
            }
        }
    }

    private var table: Markup {
        Table(
            caption: words.all, rows: events, title: words.what,
            name: { what($0) },
            columns: [
                .init(words.when, .lead) { Moment($0.draft.time).body },
                .init(words.who, .person) { who($0.draft.actor) },
                .init(words.on, .plain) { event in
                    bdi { event.draft.target.map(words.target) ?? "" }
                },
                .init(words.from, .spare) { Markup($0.draft.address) },
            ]
        ).body
    }

    private func what(_ event: AuditEvent) -> Markup {
        let facts = event.draft.detail.facts
        return MarkupBuilder.buildArray([
            strong { words.action(event.draft.action) },
            facts.isEmpty
                ? Markup()
                : details(.class("small")) {
                    summary(.class("faint")) { words.detail }
                    Facts(facts.map { (name: words.fact($0.name), text: words.value(of: $0)) })
                },
        ])
    }

    private func who(_ actor: AuditActor) -> Markup {
        switch actor {
        case .system: Markup(words.theHub)
        case .user(_, let login): bdi { login }
        }
    }

    private var pager: Markup {
        div(.class("pager")) {
            span { words.shown(events.count) }
            span(.class("buttons")) {
                if !isFirstPage {
                    Button(
                        inside.words.common.firstPage,
                        .open(.path(base, query: filter.query())), icon: "back", isMini: true)
                }
                if let next {
                    Button(
                        words.older, .open(.path(base, query: filter.query(before: next))),
                        icon: "forward", isMini: true)
                }
            }
        }
    }
}

extension AuditPage.Filter {
    init(_ request: HTTPRequest) {
        let items = request.queryItems ?? []
        func value(_ name: String) -> String { items.first { $0.name == name }?.value ?? "" }
        action = value("action")
        since = value("since")
        until = value("until")
    }

    /// What is no day is not asked for.
    var storeFilter: AuditFilter {
        var filter = AuditFilter()
        if !action.isEmpty { filter.action = AuditAction(rawValue: action) }
        let from = Timestamp(startOf: since)
        let to = Timestamp(endOf: until)
        let start = from ?? Timestamp(milliseconds: 0)
        let end = to ?? Timestamp(milliseconds: .max)
        if from != nil || to != nil, start <= end { filter.times = start..<end }
        return filter
    }
}
