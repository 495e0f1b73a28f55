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

    private var words: PeopleWords { inside.words.people }

    var body: Markup {
        ShellPage(inside, title: words.title, at: .members) {
            PageHead(title: words.title, lead: words.lead)
            div(.class("cols")) {
                section(.class("panel"), .aria(.label, words.all)) {
                    table
                    footer { pager }
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
            name: { RowName(name: $0.user.displayName, detail: $0.user.login).body },
            columns: [
                .init(words.role, .lead) { Markup(inside.words.common.role($0.membership.role)) },
                .init(words.status, .plain) { state(of: $0.user) },
                .init(words.joined, .noBreak) { Moment($0.membership.created).body },
            ]
        ).body
    }

    private func state(of user: User) -> Markup {
        if user.isDisabled {
            return StatusWord(status: .unknown, word: words.disabled, isPill: false).body
        }
        let hasPassword = user.passwordHash != nil
        return StatusWord(
            status: hasPassword ? .ok : .queued,
            word: hasPassword ? words.canSignIn : words.notYet, isPill: false
        ).body
    }

    private var pager: Markup {
        Pager(
            words: inside.words.common, summary: words.shown(members.count),
            first: isFirstPage ? nil : inside.url("members"),
            next: next.map { inside.url("members", query: [("after", $0.description)]) }
        ).body
    }
}
