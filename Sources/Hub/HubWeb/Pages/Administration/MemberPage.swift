internal import Domain
internal import Markup
internal import Values

/// One person of a tenant.
struct MemberPage: View {
    let inside: Inside
    let member: Member
    /// Whether how they sign in is for the one who looks to change.
    let mayActFor: Bool
    /// A link that was just made.
    var link: String?
    var refusal: String?

    private var words: PeopleWords { inside.words.people }
    private var user: User { member.user }
    private var isSelf: Bool { user.id == inside.user.id }
    private var mayManage: Bool {
        inside.tenant.map { inside.authority.mayManage(member.membership.role, in: $0) } ?? false
    }

    private func url(_ last: String) -> URLReference {
        inside.url("members", user.id.description, last)
    }

    var body: Markup {
        ShellPage(inside, title: user.displayName, at: .members) {
            PageHead(
                title: user.displayName, crumbs: [(words.title, inside.url("members"))],
                crumbsLabel: inside.words.common.breadcrumb,
                state: UserState(user: user, words: words).body)
            div(.class("cols")) {
                div(.class("stack")) {
                    if let refusal { Notice(status: .fail, text: refusal) }
                    if let link {
                        LinkPanel(
                            inside: inside, user: user, link: link,
                            page: inside.url("members", user.id.description))
                    }
                    access
                    signingIn
                    if mayManage { danger }
                }
                Panel(words.you, id: "who") {
                    Facts([
                        (words.name, bdi { user.displayName }), (words.login, bdi { user.login }),
                        (words.joined, Moment(member.membership.created).body),
                    ])
                    if isSelf { p(.class("small muted")) { words.yourself } }
                }
            }
        }
    }

    private var access: Markup {
        Panel(words.access, id: "access") {
            if mayManage {
                Markup.form(.post(to: url("role"), inside.frame.csrf)) {
                    RoleField(inside: inside, chosen: member.membership.role.rawValue)
                    div { Button(words.saveRole, .submit, kind: .primary) }
                }
            }
            p(.class("small muted")) { words.explanation(member.membership.role) }
        }.body
    }

    private var signingIn: Markup {
        Panel(words.signingIn, id: "signing-in") {
            if mayActFor {
                p(.class("small muted")) { words.renewText }
                form(.post(to: url("link"), inside.frame.csrf)) {
                    Button(words.renewLink, .submit, icon: "link")
                }
                if !isSelf {
                    p(.class("small muted")) { words.keepOutText }
                    form(.post(to: url("standing"), inside.frame.csrf)) {
                        Button(
                            user.isDisabled ? words.letIn : words.keepOut,
                            .choose(name: "disabled", value: user.isDisabled ? "" : "on"),
                            kind: user.isDisabled ? .plain : .danger)
                    }
                }
            } else {
                p(.class("small muted")) { words.elsewhere }
            }
        }.body
    }

    private var danger: Markup {
        Panel(inside.words.common.dangerZone, id: "danger", isDanger: true) {
            p(.class("small muted")) { words.removeText }
            div {
                Button(words.removeOpen, .open(url("removal")), kind: .danger, icon: "trash")
            }
        }.body
    }
}
