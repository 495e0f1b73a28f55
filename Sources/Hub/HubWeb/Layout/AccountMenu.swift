internal import Domain
internal import HubCore
internal import Markup
internal import Values

/// Who is signed in, and what is theirs: the language, the look, the other tenants, the way out.
struct AccountMenu: View {
    let inside: Inside

    private var words: FrameWords { inside.words.frame }
    private var user: User { inside.user }

    var body: Markup {
        details(.class("menu"), .name("menu")) {
            summary(
                .class("button quiet square"), .aria(.label, words.account(user.displayName))
            ) {
                span(.class("face"), .ariaHidden) { initials }
            }
            ul {
                li {
                    a(.href("/profile")) {
                        Icon("users")
                        span {
                            bdi { user.displayName }
                            if let entry = inside.entry { standing(entry.role) }
                        }
                    }
                }
                if inside.tenants.count > 1 { tenants }
                if !inside.frame.answersForm {
                    li { inside.frame.languageSwitch }
                    li { appearance }
                }
                li {
                    form(.post(to: "/sign-out", inside.frame.csrf)) {
                        button(.type(.submit)) {
                            Icon("leave")
                            words.signOut
                        }
                    }
                }
            }
        }
    }

    @MarkupBuilder private func standing(_ role: Role) -> Markup {
        br()
        small(.class("faint")) { inside.words.common.role(role) }
    }

    @MarkupBuilder private var tenants: Markup {
        for other in inside.tenants where other.tenant.id != inside.tenant {
            li {
                a(.href(.path("tenants", other.tenant.id.description))) {
                    Icon("tenant")
                    bdi { other.tenant.displayName }
                }
            }
        }
    }

    private var appearance: Markup {
        div(.class("segment"), .role("group"), .aria(.label, words.appearance)) {
            for theme in Theme.allCases {
                a(
                    .href(inside.frame.here(with: Visit.themeField, theme.rawValue)),
                    theme == inside.frame.theme ? .aria(.current, "true") : nil
                ) { words.theme(theme) }
            }
        }
    }

    private var initials: String {
        user.displayName.split(separator: " ").prefix(2).compactMap(\.first).map(String.init)
            .joined().uppercased()
    }
}
