internal import Domain
internal import Markup
internal import Values

/// What a restore would do, and the way to have it done; or what it left alone.
struct RestorePlan: View {
    let inside: Inside
    let run: Run
    /// As the machine says it; typed where files go back to where they came from.
    let hostName: String

    private var words: RestoreWords { inside.words.restore }
    private var figures: FigureWords { inside.words.figures }

    var body: Markup {
        if run.kind == .restore, let preview = run.preview {
            Panel(words.planHeading, id: "plan", note: isMade ? words.planText : nil) {
                if isMade {
                    RestoreSteps(words: words, current: .plan, wish: words.wish(RestoreForm(run)))
                }
                Facts([
                    (words.new, figures.count(preview.new)),
                    (words.changed, figures.count(preview.changed)),
                    (words.unchanged, figures.count(preview.unchanged)),
                    (words.other, figures.count(preview.conflicts)),
                    (words.impossible, figures.count(preview.refused)),
                    (words.written, figures.size(preview.size)),
                ])
                if let skipped = run.skipped, skipped > 0 {
                    Notice(status: .warn, text: words.skipped(figures.count(Int(skipped))))
                }
                if isMade, inside.may(.restore), let snapshot = run.subject.snapshot {
                    confirm(RestoreForm(run), snapshot)
                }
            }
        }
    }

    private var isMade: Bool {
        run.isPlan && [.succeeded, .warned].contains(run.position.state)
    }

    private func confirm(_ form: RestoreForm, _ snapshot: ID<KnownSnapshot>) -> Markup {
        Markup.form(
            .post(
                to: inside.url("snapshots", snapshot.description, "restore"), inside.frame.csrf)
        ) {
            for item in form.values.items {
                input(.type(.hidden), .name(item.name), .value(item.value))
            }
            input(.type(.hidden), .name("confirmed"), .value("yes"))
            if form.place == .origin {
                TextField(
                    name: "confirmation", label: inside.words.common.typeToConfirm(hostName),
                    isCode: true)
            }
            div(.class("row")) {
                Button(
                    words.go, .submit, kind: form.place == .origin ? .finalDanger : .primary,
                    icon: "history")
                Button(
                    words.otherwise,
                    .open(
                        inside.url(
                            "snapshots", snapshot.description, "restore",
                            query: form.paths.map { ("path", $0) })), kind: .quiet)
            }
        }
    }
}

extension Run {
    /// Whether it finds out what a restore would do, and does nothing.
    var isPlan: Bool { kind == .restore && subject.terms?.isRehearsal == true }
}
