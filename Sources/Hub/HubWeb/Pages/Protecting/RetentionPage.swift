internal import Domain
internal import HubCore
internal import Markup
internal import Values

/// What the keep rules of a source make of its snapshots, in each vault, with every reason.
struct RetentionPage: View {
    let inside: Inside
    let source: Source
    let previews: [RetentionPreview]
    /// The rules that are tried out, as they were typed.
    let form: SourceForm
    /// Whether they were tried, so that they may be taken.
    let isTrial: Bool
    var trouble = FormTrouble()

    private var words: AlertWords { inside.words.alerts }
    private var figures: FigureWords { inside.words.figures }
    private var title: String { words.previewTitle(source.name) }
    private var back: URLReference { inside.url("sources", source.id.description) }

    var body: Markup {
        ShellPage(inside, title: title, at: .sources) {
            PageHead(
                title: title,
                crumbs: [
                    (inside.words.sources.title, inside.url("sources")), (source.name, back),
                ], crumbsLabel: inside.words.common.breadcrumb, lead: words.previewLead)
            div(.class("stack")) {
                rules
                for (index, preview) in previews.enumerated() {
                    panel(preview, id: "vault-\(index)")
                }
            }
        }
    }

    private var rules: Markup {
        Panel(words.tryOut, id: "rules", note: words.tryNote) {
            Element<HTML.Plain>("div")(.class("stack")) {
                formOfRules
                if isTrial, inside.may(.manageSources) { taking }
            }
        }.body
    }

    private var formOfRules: Markup {
        Markup.form(.get(target)) {
            FormSummary(
                trouble: trouble, words: inside.words.field,
                names: KeepFields.titles(inside.words.sources), takesFocus: false)
            KeepFields(words: inside.words.sources, values: form.values, trouble: trouble)
            FormFoot(
                submit: Button(words.see, .submit), cancel: (inside.words.common.cancel, back))
        }
    }

    /// Saves the rules whose effect is shown.
    private var taking: Markup {
        Markup.form(.post(to: target, inside.frame.csrf)) {
            FormBase.hidden(form.values)
            for item in form.values.items where item.name.hasPrefix(KeepFields.prefix) {
                input(.type(.hidden), .name(item.name), .value(item.value))
            }
            if !source.retention.overrides.isEmpty { p(.class("hint")) { words.takeNote } }
            FormFoot(submit: Button(words.take, .submit, kind: .primary))
        }
    }

    private var target: URLReference {
        inside.url("sources", source.id.description, "retention")
    }

    /// More than these are listed and not drawn.
    private static let drawnMax = 400
    private static let listedMax = 500

    private func panel(_ preview: RetentionPreview, id: String) -> Markup {
        Panel(preview.vault.name, id: id) {
            if preview.lines.isEmpty {
                p(.class("muted")) { words.noSnapshots }
            } else {
                div(.class("reading")) {
                    p { sentence(of: preview) }
                    if preview.lines.count <= Self.drawnMax { strip(preview) }
                    if !preview.withheld.isEmpty {
                        p(.class("hint")) {
                            words.withheld(figures.count(preview.withheld.count))
                        }
                    }
                    if preview.rest > 0 {
                        p(.class("hint")) { words.rest(figures.count(preview.rest)) }
                    }
                }
            }
            ConflictNotice(words: inside.words, conflicts: preview.conflicts.map(\.kind))
            if !preview.lines.isEmpty {
                details {
                    summary { words.whyEach }
                    list(preview)
                }
            }
        }.body
    }

    private func sentence(of preview: RetentionPreview) -> String {
        words.previewed(
            figures.count(preview.staying.count), figures.count(preview.lines.count),
            figures.count(preview.leaving.count),
            figures.size(RetentionPreview.size(of: preview.leaving)))
    }

    private func strip(_ preview: RetentionPreview) -> Markup {
        RetentionStrip(
            words: inside.words,
            marks: preview.lines.map {
                RetentionStrip.Mark(decision: $0.decision, size: $0.snapshot.size)
            }
        ).body
    }

    private func list(_ preview: RetentionPreview) -> Markup {
        Table(
            caption: words.whyEach, rows: Array(preview.lines.prefix(Self.listedMax)),
            title: words.time,
            name: { line in
                a(
                    .class("opens"),
                    .href(inside.url("snapshots", line.snapshot.id.description))
                ) { Moment(line.time) }
            },
            columns: [
                .init(words.becomes, .lead) { line in
                    StatusWord(
                        status: line.decision.isKept ? .ok : line.isWithheld ? .queued : .unknown,
                        word: line.decision.isKept
                            ? words.stays : line.isWithheld ? words.waits : words.goes,
                        isPill: false
                    ).body
                },
                .init(words.reason, .whole) { line in
                    Markup(
                        line.decision.reasons.map {
                            inside.words.keeping.reason($0, figures)
                        }.joined(separator: ", "))
                },
                .init(inside.words.snapshots.size, .number) {
                    Markup(figures.size($0.snapshot.size))
                },
            ]
        ).body
    }
}
