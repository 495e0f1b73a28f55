internal import Domain
internal import Markup
internal import Store
internal import Values

/// Who may do what in a tenant.
struct MembersPage: View {
    let inside: Inside
    let members: [Member]
    let next: Cursor?
    let isFirstPage: Bool
    var form = FormValues(["role": Role.viewer.rawValue])
    var trouble = FormTrouble()
    /// Somebody who was just invited and is new to the hub, and their link.
    var invited: (user: User, link: String)?

    private var words: PeopleWords { inside.words.people }

    var body: Markup {
        ShellPage(inside, title: words.title, at: .members) {
            PageHead(title: words.title, lead: words.lead)
            div(.class("cols")) {
                div(.class("stack")) {
                    if let invited {
                        LinkPanel(
                            inside: inside, user: invited.user, link: invited.link,
                            page: inside.url("members"))
                    }
                    section(.class("panel"), .aria(.label, words.all)) {
                        table
                        footer { pager }
                    }
                    if inside.may(.manageMembers) { invite }
                }
                Panel(words.rolesHeading, id: "roles") {
                    Facts(
                        Role.allCases.map {
                            (name: inside.words.common.role($0), text: words.explanation($0))
                        })
                }
            }
        }
    }

    private var table: Markup {
        Table(
            caption: words.all, rows: members, title: words.name,
            name: { member in
                RowName(
                    name: member.user.displayName,
                    url: inside.may(.manageMembers)
                        ? inside.url("members", member.user.id.description) : nil,
                    detail: member.user.login
                ).body
            },
            columns: [
                .init(words.role, .lead) { Markup(inside.words.common.role($0.membership.role)) },
                .init(words.status, .plain) {
                    UserState(user: $0.user, words: words).body
                },
                .init(words.joined, .noBreak) { Moment($0.membership.created).body },
            ]
        ).body
    }

    private var invite: Markup {
        Panel(words.invite, id: "invite", note: words.inviteNote) {
            Markup.form(.post(to: inside.url("members"), inside.frame.csrf)) {
                FormSummary(
                    trouble: trouble, words: inside.words.field,
                    names: ["name": words.name, "login": words.login, "role": words.role])
                TextField(
                    name: "name", label: words.name, value: form["name"],
                    lengthMax: Fields.displayName.length.upperBound, error: trouble["name"])
                TextField(
                    name: "login", label: words.login, value: form["login"],
                    lengthMax: Fields.login.length.upperBound, error: trouble["login"])
                RoleField(inside: inside, chosen: form["role"])
                FormFoot(submit: Button(words.makeLink, .submit, kind: .primary, icon: "plus"))
            }
        }.body
    }

    private var pager: Markup {
        Pager(
            words: inside.words.common, summary: words.shown(members.count),
            first: isFirstPage ? nil : inside.url("members"),
            next: next.map { inside.url("members", query: [("after", $0.description)]) }
        ).body
    }
}

/// A role to give: none that the giver may not manage.
struct RoleField: View {
    let inside: Inside
    let chosen: String

    var body: Markup {
        SelectField(
            name: "role", title: inside.words.people.role,
            choices: Role.allCases.filter { role in
                inside.tenant.map { inside.authority.mayManage(role, in: $0) } ?? false
            }.map { Choice(value: $0.rawValue, name: inside.words.common.role($0)) },
            chosen: chosen)
    }
}

/// Whether somebody can sign in.
struct UserState: View {
    let user: User
    let words: PeopleWords

    var body: Markup {
        if user.isDisabled {
            StatusWord(status: .unknown, word: words.disabled, isPill: false)
        } else if user.passwordHash != nil {
            StatusWord(status: .ok, word: words.canSignIn, isPill: false)
        } else {
            StatusWord(status: .queued, word: words.notYet, isPill: false)
        }
    }
}

/// A link that is shown once.
struct LinkPanel: View {
    let inside: Inside
    let user: User
    let link: String
    /// The page without it.
    let page: URLReference

    private var words: PeopleWords { inside.words.people }

    var body: Markup {
        Panel(words.linkTitle, id: "link", note: words.linkText(user.displayName)) {
            CopyLine(words: inside.words.common, text: link, name: words.link)
            ShownOnce(instead: page)
        }
    }
}
