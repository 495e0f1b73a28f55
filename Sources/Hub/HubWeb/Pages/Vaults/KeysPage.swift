internal import Domain
internal import Markup
internal import Store
internal import Values

/// The keys of a tenant that archives are readable with.
struct KeysPage: View {
    let inside: Inside
    let keys: [KnownKey]
    /// Those whose private half the hub has.
    let whole: Set<ID<KnownKey>>
    let next: Cursor?
    let isFirstPage: Bool
    var form = FormValues()
    var trouble = FormTrouble()

    private var words: KeyWords { inside.words.keys }
    private var mayManage: Bool { inside.may(.manageVaults) }

    var body: Markup {
        ShellPage(inside, title: words.title, at: .vaults) {
            PageHead(
                title: words.title, crumbs: [(inside.words.vaults.title, inside.url("vaults"))],
                crumbsLabel: inside.words.common.breadcrumb, lead: words.lead)
            div(.class("stack")) {
                FormSummary(
                    trouble: trouble, words: inside.words.field,
                    names: ["name": words.name, "recipient": words.recipient])
                section(.class("panel"), .aria(.label, words.all)) {
                    if keys.isEmpty {
                        EmptyState(
                            icon: "key", title: words.emptyTitle, text: words.emptyText)
                    } else {
                        table
                        footer { pager }
                    }
                }
                if mayManage { add }
            }
        }
    }

    private var table: Markup {
        Table(
            caption: words.all, rows: keys, title: words.name,
            name: { RowName(name: $0.name).body },
            columns: [
                .init(words.kept, .lead) { key in
                    Markup(whole.contains(key.id) ? words.here : words.elsewhere)
                },
                .init(words.recipient, .whole) { key in
                    code { key.recipient }
                },
                .init(words.created, .noBreak) { Moment($0.created).body },
                .init(words.remove, .deed) { key in mayManage ? remove(key) : Markup() },
            ]
        ).body
    }

    private func remove(_ key: KnownKey) -> Markup {
        Button(
            words.remove, .open(inside.url("keys", key.id.description, "deletion")),
            kind: .danger, isMini: true
        ).body
    }

    private var pager: Markup {
        Pager(
            words: inside.words.common, summary: words.shown(keys.count),
            first: isFirstPage ? nil : inside.url("keys"),
            next: next.map { inside.url("keys", query: [("after", $0.description)]) }
        ).body
    }

    private var add: Markup {
        Panel(words.add, id: "add") {
            Markup.form(.post(to: inside.url("keys"), inside.frame.csrf)) {
                TextField(
                    name: "name", label: words.name, hint: words.nameHint, value: form["name"],
                    lengthMax: Fields.keyName.length.upperBound, error: trouble["name"])
                TextField(
                    name: "recipient", label: words.recipient, hint: words.recipientHint,
                    value: form["recipient"], lengthMax: Fields.recipient.length.upperBound,
                    error: trouble["recipient"], optional: inside.words.common.optional,
                    isCode: true)
                FormFoot(submit: Button(words.add, .submit, kind: .primary, icon: "plus"))
            }
        }.body
    }
}
