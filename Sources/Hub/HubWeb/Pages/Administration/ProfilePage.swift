internal import Domain
internal import HubCore
internal import Markup
internal import Values

/// What is one's own.
struct ProfilePage: View {
    let inside: Inside
    let session: Session
    /// What was typed; nil for what holds.
    var form: FormValues?
    var trouble = FormTrouble()

    private var words: PeopleWords { inside.words.people }

    var body: Markup {
        ShellPage(inside, title: words.profile, at: .profile) {
            PageHead(title: words.profile)
            div(.class("cols even")) {
                div(.class("stack")) {
                    FormSummary(
                        trouble: trouble, words: inside.words.field,
                        names: [
                            "name": words.name, "old": words.oldPassword, "new": words.newPassword,
                        ])
                    Panel(words.you, id: "you") {
                        Facts([
                            (words.name, bdi { inside.user.displayName }),
                            (words.login, bdi { inside.user.login }),
                            (
                                words.administrator,
                                Markup(
                                    inside.authority.isHubAdministrator
                                        ? inside.words.common.yes : inside.words.common.no)
                            ),
                        ])
                    }
                    change
                    password
                }
                div(.class("stack")) {
                    Panel(words.tenants, id: "tenants", isPadded: false) { tenants }
                    current
                }
            }
        }
    }

    private var change: Markup {
        Panel(words.change, id: "change") {
            Markup.form(.post(to: "/profile", inside.frame.csrf)) {
                TextField(
                    name: "name", label: words.name, autocomplete: .name,
                    value: form?.list("name").first ?? inside.user.displayName,
                    lengthMax: Fields.displayName.length.upperBound, error: trouble["name"])
                SelectField(
                    name: "language", title: words.tongue,
                    choices: [Choice(value: "", name: words.asBrowser)]
                        + Language.allCases.map { Choice(value: $0.rawValue, name: $0.ownName) },
                    chosen: form?.list("language").first ?? inside.user.language?.rawValue ?? "")
                div { Button(inside.words.common.save, .submit) }
            }
        }.body
    }

    private var password: Markup {
        Panel(words.changePassword, id: "password", note: words.passwordNote) {
            Markup.form(.post(to: "/profile/password", inside.frame.csrf)) {
                TextField(
                    name: "old", label: words.oldPassword, type: .password,
                    autocomplete: .currentPassword, error: trouble["old"])
                TextField(
                    name: "new", label: words.newPassword, hint: words.passwordHint,
                    type: .password, autocomplete: .newPassword,
                    lengthMin: Fields.password.length.lowerBound,
                    lengthMax: Fields.password.length.upperBound, error: trouble["new"])
                div { Button(words.changePassword, .submit) }
            }
        }.body
    }

    private var current: Markup {
        Panel(words.session, id: "session") {
            Facts([
                (words.began, Moment(session.created).body),
                (words.address, Markup(session.address)),
                (words.browser, Markup(session.userAgent)),
                (words.ends, Moment(session.expires).body),
            ])
        }.body
    }

    private var tenants: Markup {
        Table(
            caption: words.tenants, rows: inside.tenants, title: words.tenant,
            name: { entry in
                RowName(
                    name: entry.tenant.displayName,
                    url: .path("tenants", entry.tenant.id.description),
                    detail: entry.tenant.name
                ).body
            },
            columns: [
                .init(words.role, .lead) { Markup(inside.words.common.role($0.role)) }
            ]
        ).body
    }
}
