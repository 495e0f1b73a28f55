internal import Domain
internal import Markup
internal import Values

/// Says where else what comes into a vault is kept, and for how long.
struct CopyRulePage: View {
    let inside: Inside
    let vault: KnownVault
    /// Nil for a new rule.
    let target: KnownVault?
    /// Where copies of this vault could go and do not go yet.
    let choices: [KnownVault]
    let form: FormValues
    var trouble = FormTrouble()

    /// How the form's fields and its second button are called.
    static let target = "to"
    static let deed = "deed"
    static let removal = "remove"

    private var words: CopyWords { inside.words.copies }
    private var back: URLReference { inside.url("vaults", vault.id.description) }

    var body: Markup {
        RecordForm(
            inside, at: .vaults, title: title, of: (vault.name, back),
            target: inside.url("vaults", vault.id.description, "copies", query: query),
            back: back, trouble: trouble,
            names: KeepFields.titles(inside.words.sources).merging(
                [Self.target: words.target]) { $1 },
            others: target == nil ? Markup() : remove
        ) {
            Panel(words.whereHeading, id: "where", note: words.whereNote) { place }
            Panel(words.keepHeading, id: "keep", note: words.keepNote) {
                KeepFields(words: inside.words.sources, values: form, trouble: trouble)
            }
            if target != nil { p(.class("hint")) { words.removeText } }
        }
    }

    private var title: String {
        target.map { words.editTitle(vault.name, $0.name) } ?? words.newTitle(vault.name)
    }

    private var query: [(name: String, value: String)] {
        target.map { [(Self.target, $0.id.description)] } ?? []
    }

    @MarkupBuilder private var place: Markup {
        if let target {
            p {
                a(.href(inside.url("vaults", target.id.description))) { bdi { target.name } }
            }
        } else if choices.isEmpty {
            Notice(
                status: .warn, text: words.noChoice,
                action: Button(
                    inside.words.vaults.add, .open(inside.url("vaults", "new")), isMini: true
                ).body)
        } else {
            SelectField(
                name: Self.target, title: words.target,
                choices: choices.map { Choice(value: $0.id.description, name: $0.name) },
                chosen: form[Self.target], error: trouble[Self.target])
        }
    }

    private var remove: Markup {
        Button(
            words.remove, .turn(name: Self.deed, value: Self.removal), kind: .danger,
            icon: "trash"
        ).body
    }
}
