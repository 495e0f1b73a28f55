internal import Domain
internal import Markup
internal import Values

/// Those who administer the hub.
struct AdministratorsPage: View {
    let inside: Inside
    let administrators: [User]
    var form = FormValues()
    var trouble = FormTrouble()

    private var words: AdministratorWords { inside.words.administrators }

    var body: Markup {
        ShellPage(inside, title: words.title, at: .hub) {
            PageHead(
                title: words.title, crumbs: [(inside.words.hub.title, "/hub")],
                crumbsLabel: inside.words.common.breadcrumb, lead: words.lead)
            div(.class("stack")) {
                if let whole = trouble.whole { Notice(status: .fail, text: whole) }
                section(.class("panel"), .aria(.label, words.title)) { table }
                add
            }
        }
    }

    private var table: Markup {
        Table(
            caption: words.title, rows: administrators, title: words.name,
            name: { RowName(name: $0.displayName, detail: $0.login).body },
            columns: [
                .init(words.standing, .lead) { user in
                    StatusWord(
                        status: user.isDisabled ? .unknown : .ok,
                        word: user.isDisabled ? words.mayNot : words.may
                    ).body
                },
                .init(words.remove, .deed) { user in remove(user) },
            ]
        ).body
    }

    /// The last one stays: there is no button that would only be refused.
    @MarkupBuilder private func remove(_ user: User) -> Markup {
        if administrators.count > 1 {
            Markup.form(
                .post(
                    to: .path("hub", "administrators", user.id.description, "removal"),
                    inside.frame.csrf)
            ) { Button(words.remove, .submit, kind: .danger, isMini: true) }
        }
    }

    private var add: Markup {
        Panel(words.add, id: "add", note: words.addNote) {
            Markup.form(.post(to: "/hub/administrators", inside.frame.csrf)) {
                TextField(
                    name: "login", label: words.login, hint: words.loginHint,
                    value: form["login"], lengthMax: Fields.login.length.upperBound,
                    error: trouble["login"])
                FormFoot(submit: Button(words.add, .submit, kind: .primary, icon: "plus"))
            }
        }.body
    }
}
