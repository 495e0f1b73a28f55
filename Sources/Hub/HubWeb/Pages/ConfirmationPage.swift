internal import Markup

/// Asks for the name of a thing before it is lost.
struct ConfirmationPage: View {
    let inside: Inside
    let place: Navigation.Place
    let title: String
    let text: String
    /// What has to be typed.
    let name: String
    let losses: [String]
    let button: String
    let target: URLReference
    let back: URLReference
    let crumbs: [(name: String, url: URLReference)]
    var error: String?

    private var trouble: FormTrouble {
        var trouble = FormTrouble()
        if let error { trouble.add(error, to: TypedConfirmation.field) }
        return trouble
    }

    var body: Markup {
        ShellPage(inside, title: title, at: place) {
            PageHead(
                title: title, crumbs: crumbs, crumbsLabel: inside.words.common.breadcrumb,
                lead: text)
            section(.class("panel danger"), .aria(.label, title)) {
                div(.class("body roomy")) {
                    form(.post(to: target, inside.frame.csrf), .class("form")) {
                        FormSummary(
                            trouble: trouble, words: inside.words.field,
                            names: [
                                TypedConfirmation.field: inside.words.common.typeToConfirm(name)
                            ])
                        TypedConfirmation(
                            words: inside.words.common, name: name, losses: losses, error: error)
                        FormFoot(
                            submit: Button(button, .submit, kind: .finalDanger, icon: "trash"),
                            cancel: (inside.words.common.cancel, back))
                    }
                }
            }
        }
    }
}
