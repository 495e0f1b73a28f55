internal import Markup

/// The page on which one of a list is made or changed: what it is, its form, what saves it.
struct RecordForm: View {
    let inside: Inside
    let place: Navigation.Place
    let title: String
    /// The list that it is of.
    let list: (name: String, url: URLReference)
    /// Where the form is sent.
    let target: URLReference
    /// Where somebody goes who changes nothing.
    let back: URLReference
    let trouble: FormTrouble
    /// How each field is called on the page.
    let names: [String: String]
    /// Further buttons beside the one that saves.
    let others: Markup
    let fields: Markup

    init(
        _ inside: Inside, at place: Navigation.Place, title: String,
        of list: (name: String, url: URLReference), target: URLReference, back: URLReference,
        trouble: FormTrouble, names: [String: String], others: Markup = Markup(),
        @MarkupBuilder fields: () -> Markup
    ) {
        self.inside = inside
        self.place = place
        self.title = title
        self.list = list
        self.target = target
        self.back = back
        self.trouble = trouble
        self.names = names
        self.others = others
        self.fields = fields()
    }

    private var common: CommonWords { inside.words.common }

    var body: Markup {
        ShellPage(inside, title: title, at: place) {
            PageHead(title: title, crumbs: [list], crumbsLabel: common.breadcrumb)
            Markup.form(.post(to: target, inside.frame.csrf)) {
                // The return key saves, whatever else a field has beside it.
                button(.type(.submit), .hidden, .tabindex(-1)) { common.save }
                FormSummary(trouble: trouble, words: inside.words.field, names: names)
                fields
                FormFoot(
                    submit: Button(common.save, .submit, kind: .primary), others: others,
                    cancel: (common.cancel, back))
            }
        }
    }
}
