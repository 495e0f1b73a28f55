internal import Domain
internal import HTTPServer
internal import HubCore
internal import Markup
internal import Store
internal import Values

/// The days that an evidence report is of, by UTC.
struct ReportSpan: Sendable {
    /// As in `2026-11-22`.
    let since: String
    let until: String
    /// Nil for what is no span of days.
    let times: Range<Timestamp>?

    private static let usual = Duration.seconds(29 * 86_400)

    /// What the address asks for; else the last thirty days.
    init(_ request: HTTPRequest, at now: Timestamp) {
        let items = request.queryItems ?? []
        func value(_ name: String) -> String? { items.first { $0.name == name }?.value }
        let since = value("since") ?? Self.day(now - Self.usual)
        let until = value("until") ?? Self.day(now)
        (self.since, self.until) = (since, until)
        guard let start = Timestamp(startOf: since), let end = Timestamp(endOf: until), start < end
        else {
            times = nil
            return
        }
        times = start..<end
    }

    private static func day(_ moment: Timestamp) -> String {
        String("\(moment)".prefix { $0 != "T" })
    }
}

/// What rehearsed restores proved in a span of days, for whoever wants it on paper.
struct DrillReportPage: View {
    let inside: Inside
    let span: ReportSpan
    /// The newest first.
    let drills: [ShownDrill]
    /// Whether those are all of the span.
    let isWhole: Bool
    let promises: [DrillPromise]

    private var words: DrillWords { inside.words.drills }
    private var figures: FigureWords { inside.words.figures }

    var body: Markup {
        ShellPage(inside, title: words.report, at: .drills) {
            PageHead(
                title: words.report, crumbs: [(words.title, inside.url("drills"))],
                crumbsLabel: inside.words.common.breadcrumb, lead: lead)
            div(.class("stack")) {
                section(.class("panel"), .aria(.label, words.span)) { choice }
                if span.times == nil {
                    Notice(status: .warn, text: words.noSpan)
                } else {
                    if !isWhole {
                        Notice(status: .warn, text: words.notWhole(figures.count(drills.count)))
                    }
                    tiles
                    kept
                    Panel(words.all, id: "all", isPadded: false) { history }
                }
            }
        }
    }

    private var lead: String {
        words.reportLead(
            inside.entry?.tenant.displayName ?? "", span.since, span.until,
            Moment(inside.now).text)
    }

    private var choice: Markup {
        div(.class("toolbar")) {
            form(.get(inside.url("drills", "report")), .class("row")) {
                TextField(
                    name: "since", label: inside.words.audit.since, type: .date,
                    value: span.since)
                TextField(
                    name: "until", label: inside.words.audit.until, type: .date,
                    value: span.until)
                Button(words.makeReport, .submit, icon: "filter")
            }
        }
    }

    private var tiles: Markup {
        let passed = drills.filter(\.drill.hasPassed)
        let sources = Set(passed.compactMap(\.drill.source))
        let late = promises.count { $0.standing == .late }
        return Tiles(tiles: [
            Tiles.Tile(
                name: words.title, figure: figures.count(drills.count),
                note: words.passedOfThem(figures.count(passed.count))),
            Tiles.Tile(name: words.sourcesProven, figure: figures.count(sources.count)),
            Tiles.Tile(name: words.promisesLate, figure: figures.count(late)),
        ]).body
    }

    @MarkupBuilder private var kept: Markup {
        if !promises.isEmpty {
            DrillPromises(
                inside: inside, promises: ShownPage(items: promises, next: nil),
                isFirstPage: true)
        }
    }

    @MarkupBuilder private var history: Markup {
        if drills.isEmpty {
            EmptyState(icon: "drill", title: words.noneInSpan, text: words.emptyText)
        } else {
            Table(
                caption: words.all, rows: drills, title: inside.words.sources.source,
                name: { shown in
                    RowName(
                        name: shown.source.isEmpty
                            ? inside.words.snapshots.foreign : shown.source,
                        url: inside.url("runs", shown.drill.run.description), detail: shown.vault
                    ).body
                },
                columns: [
                    .init(words.verdict, .lead) { shown in
                        DrillVerdict(words: inside.words, drill: shown.drill).body
                    },
                    .init(words.when, .noBreak) { Moment($0.drill.time).body },
                    .init(inside.words.files.snapshot, .spare) { snapshot(of: $0.drill) },
                    .init(words.compared, .spare) { compared(by: $0.drill) },
                    .init(words.back, .number) { shown in
                        Markup(
                            shown.drill.measures.map {
                                figures.measured($0.restoreTime + $0.verifyTime)
                            } ?? "")
                    },
                    .init(words.age, .number) { shown in
                        Markup(shown.drill.measures.map { figures.span($0.dataAge) } ?? "")
                    },
                ])
        }
    }

    /// By when it was made.
    @MarkupBuilder private func snapshot(of drill: KnownDrill) -> Markup {
        if let measures = drill.measures {
            let made = Moment(drill.time - measures.dataAge)
            if let id = drill.snapshot {
                a(.href(inside.url("snapshots", id.description))) { made }
            } else {
                made
            }
        }
    }

    private func compared(by drill: KnownDrill) -> Markup {
        Markup(
            words.comparedAll(
                figures.count(Int(drill.files)), figures.size(drill.size),
                figures.count(Int(drill.databases))))
    }
}
