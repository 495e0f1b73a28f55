internal import Domain
internal import Markup

/// A page inside: navigation, the account, the content.
struct ShellPage: View {
    let inside: Inside
    let title: String
    let place: Navigation.Place
    /// More than the one style sheet of all pages.
    var stylesheets: [URLReference] = []
    let content: Markup

    private var words: FrameWords { inside.words.frame }

    init(
        _ inside: Inside, title: String, at place: Navigation.Place,
        stylesheets: [URLReference] = [], @MarkupBuilder content: () -> Markup
    ) {
        self.inside = inside
        self.title = title
        self.place = place
        self.stylesheets = stylesheets
        self.content = content()
    }

    var body: Markup {
        Page(
            language: inside.frame.language.rawValue, title: "\(title) · Holdfast",
            icon: Asset.mark, stylesheets: [Asset.stylesheet] + stylesheets,
            scripts: [Asset.script], attributes: inside.frame.rootAttributes
        ) {
            a(.class("skip"), .href("#main")) { words.skip }
            div(.class("shell")) {
                Navigation(inside: inside, current: place)
                div {
                    top
                    main(.class("main"), .id("main"), .tabindex(-1)) {
                        SignedOutBar(inside: inside)
                        inside.frame.insecureNotice
                        FrozenNotice(inside: inside)
                        content
                    }
                }
            }
            if let done = inside.done { Toast(text: done) }
        }
    }

    private var top: Markup {
        header(.class("top")) {
            button(
                .type(.button), .class("button quiet square unfold"), .popovertarget("side"),
                .aria(.label, words.openMenu)
            ) { Icon("menu") }
            Brand(size: 28)
            if inside.may(.viewAgents) { find }
            div(.class("tools")) {
                if inside.may(.viewAlerts) {
                    PulseCounts(inside: inside, pulse: inside.pulse).bell
                }
                AccountMenu(inside: inside)
            }
        }
    }

    /// Names of files are not for everybody; those of agents are.
    private var find: Markup {
        let browses = inside.may(.browseSnapshots)
        let text = browses ? words.findFile : words.findAgent
        return search {
            form(.get(inside.url(browses ? "find" : "agents"))) {
                label(.class("find")) {
                    Icon("search", isSmall: true)
                    span(.class("sr")) { text }
                    input(
                        .type(.search), .name("text"), .placeholder(text),
                        .maxlength(100))
                    kbd(.ariaHidden) { "/" }
                }
            }
        }
    }
}
