internal import Domain
internal import Markup
internal import Values

/// Gives files of a snapshot back: what, where, go.
struct RestorePage: View {
    let inside: Inside
    let shown: ShownSnapshot
    let form: RestoreForm
    var trouble = FormTrouble()
    /// The name of the machine it goes to; nil where nobody could do it.
    let agent: String?

    private var words: RestoreWords { inside.words.restore }
    private var id: String { shown.snapshot.id.description }
    private var title: String { words.title(inside.words.snapshots.of(shown)) }
    private var back: URLReference { inside.url("snapshots", id) }

    var body: Markup {
        ShellPage(inside, title: title, at: .snapshots) {
            PageHead(
                title: title,
                crumbs: [
                    (inside.words.snapshots.title, inside.url("snapshots")),
                    (inside.words.snapshots.of(shown), back),
                ], crumbsLabel: inside.words.common.breadcrumb, lead: words.lead)
            if agent == nil {
                Notice(status: .warn, text: words.noAgent)
            } else {
                asking
            }
        }
    }

    private var asking: Markup {
        Markup.form(.post(to: inside.url("snapshots", id, "restore"), inside.frame.csrf)) {
            button(.type(.submit), .hidden, .tabindex(-1)) { words.go }
            FormSummary(
                trouble: trouble, words: inside.words.field,
                names: ["paths": words.paths, "into": words.into])
            Panel(words.whatHeading, id: "what") {
                TextArea(
                    name: "paths", title: words.paths, hint: words.pathsHint,
                    value: form.values["paths"], error: trouble["paths"],
                    optional: inside.words.common.optional, rows: 4)
            }
            Panel(words.whereHeading, id: "where", note: words.machine(agent ?? "")) {
                for spec in RestoreForm.fields(words) {
                    SpecField(
                        spec: spec, values: form.values, trouble: trouble,
                        words: inside.words.common)
                }
                p(.class("small muted")) { words.notOver }
            }
            FormFoot(
                submit: Button(words.go, .submit, kind: .primary, icon: "history"),
                cancel: (inside.words.common.cancel, back))
        }
    }
}

/// What somebody wants back, and where.
struct RestoreForm: Sendable {
    var values: FormValues

    init(_ values: FormValues) {
        self.values = values
    }

    /// - Parameter paths: of the snapshot, as they were chosen; none for everything.
    init(paths: [String], into folder: String) {
        values = FormValues(["paths": paths.joined(separator: "\n"), "into": folder])
    }

    var paths: [String] {
        values.lines("paths").map { String($0.drop { $0 == "/" }) }.filter { !$0.isEmpty }
    }

    /// Nil where it is no whole path.
    var folder: String? {
        let folder = String(values["into"].trimmingBlanks)
        return folder.hasPrefix("/") && Fields.path.violations(of: folder).isEmpty ? folder : nil
    }

    static func fields(_ words: RestoreWords) -> [FieldSpec] {
        [FieldSpec("into", words.into, .code, hint: words.intoHint, picking: .oneFolder)]
    }
}
