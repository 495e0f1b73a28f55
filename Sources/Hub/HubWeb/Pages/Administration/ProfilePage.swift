internal import Domain
internal import HubCore
internal import Markup
internal import Values

/// What is one's own.
struct ProfilePage: View {
    let inside: Inside
    let session: Session

    private var words: PeopleWords { inside.words.people }

    var body: Markup {
        ShellPage(inside, title: words.profile, at: .profile) {
            PageHead(title: words.profile)
            div(.class("cols even")) {
                div(.class("stack")) {
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
                    current
                }
                Panel(words.tenants, id: "tenants", isPadded: false) { tenants }
            }
        }
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
