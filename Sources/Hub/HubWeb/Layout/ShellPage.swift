internal import Domain
internal import Markup

/// A page inside: navigation, the account, the content.
struct ShellPage: View {
    let frame: PageFrame
    let title: String
    let user: User
    /// One line about the hub under the navigation.
    let hubLine: String
    let content: Markup

    private var words: FrameWords { frame.words.frame }

    var body: Markup {
        Page(
            language: frame.language.rawValue, title: "\(title) · Holdfast", icon: Asset.mark,
            stylesheets: [Asset.stylesheet]
        ) {
            a(.class("skip"), .href("#main")) { words.skip }
            div(.class("shell")) {
                navigation
                div {
                    top
                    main(.class("main"), .id("main"), .tabindex(-1)) {
                        frame.insecureNotice
                        content
                    }
                }
            }
        }
    }

    private var navigation: Markup {
        nav(.class("side"), .id("side"), .popover, .aria(.label, words.mainNavigation)) {
            Brand(size: 28)
            ul {
                li {
                    a(.href("/"), .aria(.current, "page")) {
                        Icon("overview")
                        words.overview
                    }
                }
            }
            div(.class("foot")) {
                span { "Holdfast \(frame.version)" }
                span { hubLine }
            }
        }
    }

    private var top: Markup {
        header(.class("top")) {
            button(
                .type(.button), .class("button quiet square unfold"), .popovertarget("side"),
                .aria(.label, words.openMenu)
            ) { Icon("menu") }
            Brand(size: 28)
            div(.class("tools")) {
                details(.class("menu")) {
                    summary(
                        .class("button quiet square"),
                        .aria(.label, words.account(user.displayName))
                    ) {
                        span(.class("face")) { initials }
                    }
                    ul {
                        li {
                            span(.class("small muted")) { user.displayName }
                        }
                        li { frame.languageSwitch }
                        li {
                            form(.post(to: "/sign-out", frame.csrf)) {
                                button(.type(.submit)) {
                                    Icon("leave")
                                    words.signOut
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private var initials: String {
        user.displayName.split(separator: " ").prefix(2).compactMap(\.first).map(String.init)
            .joined().uppercased()
    }
}
