internal import Domain
internal import Markup
internal import Values

/// Runs, one a row.
struct RunTable: View {
    let inside: Inside
    let runs: [ShownRun]

    private var words: RunWords { inside.words.runs }

    var body: Markup {
        Table(
            caption: words.all, rows: runs, title: words.run,
            name: { shown in
                RowName(
                    name: words.title(shown.run, of: shown.about),
                    url: inside.url("runs", shown.run.id.description),
                    detail: shown.run.failure?.message ?? ""
                ).body
            },
            columns: [
                .init(words.status, .lead) { shown in
                    StatusWord(
                        status: shown.run.position.state.status,
                        word: words.state(shown.run.position.state)
                    ).body
                },
                .init(words.agent, .spare) { shown in bdi { shown.agent } },
                .init(words.created, .noBreak) { Moment($0.run.created).body },
                .init(words.took, .number) { Markup(length(of: $0.run)) },
            ])
    }

    private func length(of run: Run) -> String {
        guard let started = run.started, let ended = run.ended else { return "" }
        return inside.words.figures.span(ended - started)
    }
}
