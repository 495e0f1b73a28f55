internal import Domain
internal import Markup
internal import Store
internal import Values

/// A rehearsed restore with the names of what it was of.
struct ShownDrill: Sendable {
    let drill: KnownDrill
    let source: String
    let vault: String
}

/// What was proven, and when.
struct DrillsPage: View {
    let inside: Inside
    let sources: [Source]
    let proofs: [ID<Source>: KnownDrill]
    let drills: [ShownDrill]
    let next: Cursor?
    let isFirstPage: Bool

    private var words: DrillWords { inside.words.drills }
    private var figures: FigureWords { inside.words.figures }

    var body: Markup {
        ShellPage(inside, title: words.title, at: .drills) {
            PageHead(title: words.title, lead: words.lead)
            div(.class("stack")) {
                if isFirstPage, !sources.isEmpty {
                    Panel(words.proof, id: "proof", isPadded: false) { proof }
                }
                section(.class("panel"), .aria(.label, words.all)) {
                    if drills.isEmpty {
                        EmptyState(icon: "drill", title: words.emptyTitle, text: words.emptyText)
                    } else {
                        history
                        footer { pager }
                    }
                }
            }
        }
    }

    private var proof: Markup {
        Table(
            caption: words.proof, rows: sources, title: inside.words.sources.source,
            name: { source in
                RowName(
                    name: source.name, url: inside.url("sources", source.id.description)
                ).body
            },
            columns: [
                .init(words.proven, .lead) { source in
                    guard let drill = proofs[source.id] else {
                        return StatusWord(status: .unknown, word: words.never).body
                    }
                    return Moment(drill.time).body
                },
                .init(words.back, .number) { source in
                    Markup(proofs[source.id]?.measures.map { time(of: $0) } ?? "")
                },
                .init(words.age, .number) { source in
                    Markup(
                        proofs[source.id]?.measures.map { figures.span($0.dataAge) } ?? "")
                },
                .init(words.rehearse, .deed) { source in
                    inside.may(.startDrills) ? rehearse(source) : Markup()
                },
            ]
        ).body
    }

    private func time(of measures: KnownDrill.Measures) -> String {
        figures.span(measures.restoreTime + measures.verifyTime)
    }

    private func rehearse(_ source: Source) -> Markup {
        form(
            .post(to: inside.url("sources", source.id.description, "drills"), inside.frame.csrf)
        ) { Button(words.rehearse, .submit, icon: "drill", isMini: true) }
    }

    private var history: Markup {
        Table(
            caption: words.all, rows: drills, title: inside.words.sources.source,
            name: { shown in
                RowName(
                    name: shown.source.isEmpty ? inside.words.snapshots.foreign : shown.source,
                    url: inside.url("runs", shown.drill.run.description), detail: shown.vault
                ).body
            },
            columns: [
                .init(words.verdict, .lead) {
                    DrillVerdict(words: inside.words, drill: $0.drill).body
                },
                .init(words.when, .noBreak) { Moment($0.drill.time).body },
                .init(words.files, .number) { shown in
                    Markup(figures.count(Int(shown.drill.files)))
                },
                .init(inside.words.snapshots.size, .spare) {
                    Markup(figures.size($0.drill.size))
                },
                .init(words.back, .number) { shown in
                    Markup(shown.drill.measures.map { time(of: $0) } ?? "")
                },
                .init(words.age, .number) { shown in
                    Markup(shown.drill.measures.map { figures.span($0.dataAge) } ?? "")
                },
            ]
        ).body
    }

    private var pager: Markup {
        Pager(
            words: inside.words.common, summary: words.shown(drills.count),
            first: isFirstPage ? nil : inside.url("drills"),
            next: next.map { inside.url("drills", query: [("after", $0.description)]) }
        ).body
    }
}

/// Whether what was rehearsed came back.
struct DrillVerdict: View {
    let words: Words
    let drill: KnownDrill

    var body: Markup {
        StatusWord(
            status: drill.hasPassed ? .ok : .fail,
            word: drill.hasPassed
                ? words.drills.passed
                : drill.findings > 0
                    ? words.drills.failed(words.figures.count(drill.findings))
                    : words.drills.notDone)
    }
}
