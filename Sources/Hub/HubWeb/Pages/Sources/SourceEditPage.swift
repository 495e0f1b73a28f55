internal import Domain
internal import Markup
internal import Values

/// Says what to protect, or says it anew: the same form for every kind.
struct SourceEditPage: View {
    let inside: Inside
    /// Nil for a new one.
    let source: Source?
    let form: SourceForm
    var trouble = FormTrouble()
    let agents: [Agent]
    let vaults: Offer<KnownVault>

    private var words: SourceWords { inside.words.sources }
    private var common: CommonWords { inside.words.common }
    private var target: URLReference {
        source.map { inside.url("sources", $0.id.description, "edit") }
            ?? inside.url("sources", "new", query: [("kind", form.kind.rawValue)])
    }
    private var back: URLReference {
        source.map { inside.url("sources", $0.id.description) } ?? inside.url("sources")
    }

    var body: Markup {
        RecordForm(
            inside, at: .sources,
            title: source.map { words.editTitle($0.name) } ?? words.newTitle,
            of: (words.title, inside.url("sources")), target: target, back: back,
            trouble: trouble, names: fieldTitles
        ) {
            FormBase.hidden(form.values)
            if let kept = form.values.text(KeptSecrets.field) {
                input(.type(.hidden), .name(KeptSecrets.field), .value(kept))
            }
            what
            place
            keep
            more
        }
    }

    private var fieldTitles: [String: String] {
        var titles = [
            "name": words.name, "agent": words.agent, "vaults": words.vaults,
            "before": words.before, "after": words.after, "enabled": words.switchOn,
            "overlap": words.overlap, "issues": words.issues,
        ]
        for spec in form.kind.fields(words) { titles[spec.name] = spec.title }
        return titles.merging(KeepFields.titles(words)) { $1 }
    }

    private var what: Markup {
        Panel(words.what, id: "what") {
            if source == nil { kinds }
            TextField(
                name: "name", label: words.name, value: form.values["name"],
                lengthMax: Fields.sourceName.length.upperBound, error: trouble["name"])
            if source == nil { owner }
            for spec in form.kind.fields(words) {
                SpecField(spec: spec, values: form.values, trouble: trouble, words: common)
            }
            SwitchField(name: "enabled", title: words.switchOn, isOn: form.values.isOn("enabled"))
        }.body
    }

    private var kinds: Markup {
        nav(.class("segment"), .aria(.label, words.kindName)) {
            for kind in SourceKind.allCases {
                a(
                    .href(
                        inside.url(
                            "sources", "new",
                            query: [("kind", kind.rawValue), ("agent", form.values["agent"])])),
                    kind == form.kind ? .aria(.current, "true") : nil
                ) {
                    Icon(kind.icon, isSmall: true)
                    words.kind(kind)
                }
            }
        }
    }

    @MarkupBuilder private var owner: Markup {
        if agents.isEmpty, !form.kind.isRemote {
            Notice(
                status: .warn, text: inside.words.agents.emptyText,
                action: Button(
                    inside.words.agents.add, .open(inside.url("agents", "new")), isMini: true
                ).body)
        } else {
            SelectField(
                name: "agent", title: words.agent,
                choices: agents.map { Choice(value: $0.id.description, name: $0.name) }
                    + (form.kind.isRemote
                        ? [Choice(value: SourceForm.pool, name: words.anyWorker)] : []),
                chosen: form.values["agent"], error: trouble["agent"])
        }
    }

    private var place: Markup {
        Panel(words.whereHeading, id: "where") {
            if vaults.items.isEmpty, vaults.isWhole {
                Notice(
                    status: .warn, text: words.noVault,
                    action: Button(
                        inside.words.vaults.add, .open(inside.url("vaults", "new")), isMini: true
                    ).body)
            } else {
                OfferField(
                    field: ChoiceField(
                        name: "vaults", title: words.vaults,
                        choices: vaults.items.map {
                            Choice(
                                value: $0.id.description, name: $0.name,
                                detail: inside.words.vaults.summary($0))
                        }, count: .several, chosen: form.values[all: "vaults"],
                        hint: words.vaultsHint, error: trouble["vaults"]),
                    isWhole: vaults.isWhole, values: form.values, words: common)
            }
        }.body
    }

    private var keep: Markup {
        Panel(words.keepHeading, id: "keep", note: words.keepNote) {
            KeepFields(words: words, values: form.values, trouble: trouble)
        }.body
    }

    @MarkupBuilder private var more: Markup {
        Panel(words.more, id: "more") {
            SelectField(
                name: "overlap", title: words.overlap,
                choices: OverlapPolicy.allCases.map {
                    Choice(value: $0.rawValue, name: words.overlap($0))
                }, chosen: form.values["overlap"])
            SelectField(
                name: "issues", title: words.issues,
                choices: [IssueRule.warn, .fail, .failFast].map {
                    Choice(value: $0.rawValue, name: words.issues($0))
                }, chosen: form.values["issues"])
        }
        if inside.may(.manageHooks) {
            Panel(words.hooks, id: "hooks") {
                Notice(status: .warn, text: words.hooksWarning)
                TextArea(
                    name: "before", title: words.before, hint: words.beforeHint,
                    value: form.values["before"], error: trouble["before"],
                    optional: common.optional, rows: 2)
                TextArea(
                    name: "after", title: words.after, hint: words.afterHint,
                    value: form.values["after"], error: trouble["after"],
                    optional: common.optional, rows: 2)
            }
        }
    }
}
